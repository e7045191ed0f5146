/**
 * What other policies would have decided: recorded attempts, decided again by the same function
 * that the proxy decides by. Pure, and of constant size however many attempts there are.
 */
package io.sekisho.policy.replay;
