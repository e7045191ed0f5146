package io.sekisho.store;

/** Why something that was asked for, or proposed, does not go as the caller wants. */
public final class Objection extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of reason it is. */
  public enum Kind {
    /** There is no such thing, or none that the caller may know of. */
    MISSING,
    /** It takes somebody else. */
    WRONG_PERSON,
    /** It does not go together with what is there. */
    CONFLICT,
    /** There are too many already. */
    TOO_MANY,
    /** It must be said until when. */
    NO_END
  }

  private final Kind kind;

  Objection(Kind kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  /** The kind of reason. */
  public Kind kind() {
    return kind;
  }
}
