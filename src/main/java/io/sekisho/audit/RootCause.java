package io.sekisho.audit;

/** What a failure comes from, in one line. */
public final class RootCause {

  private RootCause() {}

  /**
   * Names the innermost cause.
   *
   * @return its class and message
   */
  public static String of(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
