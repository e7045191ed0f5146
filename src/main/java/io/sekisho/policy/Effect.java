package io.sekisho.policy;

/** What a policy does with what it matches. */
public enum Effect {
  ALLOW,
  DENY
}
