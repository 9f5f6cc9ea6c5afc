package dev.sluice.topology;

/** What may make the gateway throw repeatedly. */
sealed interface PoisonKey permits SourcePosition, PoisonKey.OfCall {

  /**
   * A call, in a step that no input record triggers.
   *
   * @param request the position of its request; not its polling ID, which no log may hold
   */
  record OfCall(SourcePosition request) implements PoisonKey {}
}
