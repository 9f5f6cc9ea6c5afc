package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

/**
 * What a demo's file says should become of a request; null where it leaves that open.
 *
 * @param target the one that answers
 * @param status of the error record
 * @param repeat whether it is a repeat of a request that was accepted before
 */
record Expectation(
    @Nullable End end, @Nullable String target, @Nullable Integer status, boolean repeat) {

  static final Expectation NONE = new Expectation(null, null, null, false);

  enum End {
    COMPLETED,
    FAILED,
    REJECTED,
    UNREADABLE
  }
}
