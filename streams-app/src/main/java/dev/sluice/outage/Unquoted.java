package dev.sluice.outage;

import org.jspecify.annotations.Nullable;

/**
 * What a log may hold of an exception that came of a client's data: the classes and places of it
 * and its causes, without their messages, which may quote that.
 */
public final class Unquoted extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MOST_CAUSES = 10;

  private Unquoted(Throwable thrown, @Nullable Unquoted cause) {
    super(thrown.getClass().getName(), cause, false, true);
    setStackTrace(thrown.getStackTrace());
  }

  public static Unquoted of(Throwable thrown) {
    return of(thrown, MOST_CAUSES);
  }

  private static Unquoted of(Throwable thrown, int causes) {
    Throwable cause = thrown.getCause();
    return new Unquoted(thrown, cause == null || causes == 0 ? null : of(cause, causes - 1));
  }
}
