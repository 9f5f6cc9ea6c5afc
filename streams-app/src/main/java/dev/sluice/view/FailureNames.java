package dev.sluice.view;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.Failure;

/** What the view shows of a failure's type. Pure; any thread. */
public final class FailureNames {
  private FailureNames() {}

  /** The names from general to particular, such as {@code provider/rate_limited}. */
  public static String path(Failure failure) {
    return String.join("/", failure.getTypePath());
  }

  /** Whether the call ended because its client cancelled it. */
  public static boolean isCancelled(Failure failure) {
    return failure.getTypePath().equals(FailureType.CANCELLED.path());
  }
}
