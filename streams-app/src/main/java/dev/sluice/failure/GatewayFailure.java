package dev.sluice.failure;

/** Sluice itself failed. */
public sealed interface GatewayFailure extends Failure {

  /** An unforeseen error; the cause chain is kept as text. */
  record Internal(FailureFacts facts) implements GatewayFailure {
    /** For an exception. Its messages are kept among the causes only, not in what clients see. */
    public static Internal of(Throwable thrown) {
      FailureFacts facts =
          FailureFacts.of(FailureType.INTERNAL, "unforeseen " + thrown.getClass().getSimpleName());
      return new Internal(facts.withCauses(CauseFacts.chain(thrown)));
    }

    @Override
    public FailureType type() {
      return FailureType.INTERNAL;
    }

    @Override
    public Internal withFacts(FailureFacts facts) {
      return new Internal(facts);
    }
  }

  /**
   * A failure of a family, or of Sluice itself, without a name in this release; {@code
   * facts().newer()} has its own.
   */
  record Unrecognized(FailureFacts facts) implements GatewayFailure {
    @Override
    public FailureType type() {
      return FailureType.GATEWAY;
    }

    @Override
    public Unrecognized withFacts(FailureFacts facts) {
      return new Unrecognized(facts);
    }
  }
}
