package dev.sluice.call;

import dev.sluice.failure.Failure;

/** How an attempt ended. */
public sealed interface Outcome {

  /** The target answered: paid for, and durable before anything else happens to it. */
  record Answered(Answer answer) implements Outcome {}

  record Failed(Failure failure) implements Outcome {}

  /** Its owner gave it up before it ended: another may start it at once. */
  record Abandoned() implements Outcome {}
}
