package dev.sluice.failure;

/** The caller asked for something that cannot be done; another target would not help. */
public sealed interface CallerFailure extends Failure {

  /** The request breaks the contract; {@code facts().param()} names the field. */
  record InvalidRequest(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.INVALID_REQUEST;
    }

    @Override
    public InvalidRequest withFacts(FailureFacts facts) {
      return new InvalidRequest(facts);
    }
  }

  /** The bytes on the requests topic are no request. */
  record UnreadableRecord(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.UNREADABLE_RECORD;
    }

    @Override
    public UnreadableRecord withFacts(FailureFacts facts) {
      return new UnreadableRecord(facts);
    }
  }

  /** No route has the name that the request asks for. */
  record UnknownModel(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.UNKNOWN_MODEL;
    }

    @Override
    public UnknownModel withFacts(FailureFacts facts) {
      return new UnknownModel(facts);
    }
  }

  /** The prompt is longer than the model takes. */
  record ContextWindowExceeded(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CONTEXT_WINDOW_EXCEEDED;
    }

    @Override
    public ContextWindowExceeded withFacts(FailureFacts facts) {
      return new ContextWindowExceeded(facts);
    }
  }

  /** The provider refused the prompt for its content. */
  record ContentPolicy(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CONTENT_POLICY;
    }

    @Override
    public ContentPolicy withFacts(FailureFacts facts) {
      return new ContentPolicy(facts);
    }
  }

  /** The deadline passed before an answer came. */
  record DeadlineExceeded(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.DEADLINE_EXCEEDED;
    }

    @Override
    public DeadlineExceeded withFacts(FailureFacts facts) {
      return new DeadlineExceeded(facts);
    }
  }

  /** The caller cancelled the call. */
  record Cancelled(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CANCELLED;
    }

    @Override
    public Cancelled withFacts(FailureFacts facts) {
      return new Cancelled(facts);
    }
  }

  /** The request ID was used within 24 h with other content. */
  record DuplicateRequest(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.DUPLICATE_REQUEST;
    }

    @Override
    public DuplicateRequest withFacts(FailureFacts facts) {
      return new DuplicateRequest(facts);
    }
  }

  /** A caller's failure that this release has no name for; {@code facts().newer()} has its own. */
  record Unrecognized(FailureFacts facts) implements CallerFailure {
    @Override
    public FailureType type() {
      return FailureType.CALLER;
    }

    @Override
    public Unrecognized withFacts(FailureFacts facts) {
      return new Unrecognized(facts);
    }
  }
}
