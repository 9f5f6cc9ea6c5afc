package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request that a demo's file expects; null leaves it open.
 *
 * @param target the one that answers
 * @param status of the error record
 * @param repeat whether it repeats an accepted request
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
