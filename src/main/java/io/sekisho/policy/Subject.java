package io.sekisho.policy;

import io.sekisho.identity.Caller;
import java.util.ArrayList;
import java.util.List;

/** Whom a policy is about. */
public sealed interface Subject {

  /** Whether the caller is meant. */
  boolean matches(Caller caller);

  /** How narrowly callers are meant: the higher, the more specific. */
  int specificity();

  /** All subjects that the caller is: the only ones that match. */
  static List<Subject> of(Caller caller) {
    List<Subject> subjects = new ArrayList<>(caller.groups().size() + 3);
    subjects.add(new User(caller.user()));
    caller.serviceAccount().ifPresent(name -> subjects.add(new ServiceAccount(name)));
    caller.groups().forEach(group -> subjects.add(new Group(group)));
    subjects.add(new Anyone());
    return subjects;
  }

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

  /** One workload by its service account, {@code namespace:name}. */
  record ServiceAccount(String name) implements Subject {
    @Override
    public boolean matches(Caller caller) {
      return caller.serviceAccount().map(name::equals).orElse(false);
    }

    @Override
    public int specificity() {
      return 2;
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
