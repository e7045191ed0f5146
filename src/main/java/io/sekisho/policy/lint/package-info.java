/**
 * What is odd about a set of policies: rules that never act, that others make needless, or that
 * others contradict. Pure; says nothing that is not certain, and so not everything that is true.
 */
package io.sekisho.policy.lint;
