package dev.sluice.client;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request that a demo's file expects; null leaves it open.
 *
 * @param target the one that answers
 * @param status of the error record
 * @param repeat whether it repeats an accepted request
 */
public record Expectation(
    @Nullable End end, @Nullable String target, @Nullable Integer status, boolean repeat) {

  public static final Expectation NONE = new Expectation(null, null, null, false);

  public enum End {
    COMPLETED,
    FAILED,
    REJECTED,
    UNREADABLE
  }
}
