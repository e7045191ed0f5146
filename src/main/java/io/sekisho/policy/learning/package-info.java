/**
 * From what was seen to the policies that allow just that. Pure; least privilege comes before few
 * policies.
 */
package io.sekisho.policy.learning;
