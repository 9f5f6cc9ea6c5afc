package dev.sluice.topology;

/** What may make the gateway throw again and again. */
sealed interface Suspect permits Position, Suspect.OfCall {

  /**
   * A call, in a step that no record of its own asks for.
   *
   * @param request the place of its request; not its polling ID, which no log may hold
   */
  record OfCall(Position request) implements Suspect {}
}
