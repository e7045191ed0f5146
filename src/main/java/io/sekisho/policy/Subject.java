package io.sekisho.policy;

import io.sekisho.identity.Caller;

/** Whom a policy is about. */
public sealed interface Subject {

  /** Whether the caller is meant. */
  boolean matches(Caller caller);

  /** How narrowly callers are meant: the higher, the more specific. */
  int specificity();

  /** One user by name. */
  record User(String name) implements Subject {
    @Override
    public boolean matches(Caller caller) {
      return caller.user().equals(name);
    }

    @Override
    public int specificity() {
      return 3;
    }
  }

  /** Everybody in a group. */
  record Group(String name) implements Subject {
    @Override
    public boolean matches(Caller caller) {
      return caller.groups().contains(name);
    }

    @Override
    public int specificity() {
      return 1;
    }
  }

  /** Everybody with a valid pass. */
  record Anyone() implements Subject {
    @Override
    public boolean matches(Caller caller) {
      return true;
    }

    @Override
    public int specificity() {
      return 0;
    }
  }
}
