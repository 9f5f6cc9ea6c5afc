package dev.sluice.failure;

/** The tenant's policy refuses the request; it keeps its own status all the way out. */
public sealed interface PolicyFailure extends Failure {

  /** A rate or concurrency limit has no room; {@code facts().retryAfter()} is the exact wait. */
  record RateLimited(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.RATE_LIMITED;
    }

    @Override
    public RateLimited withFacts(FailureFacts facts) {
      return new RateLimited(facts);
    }
  }

  /** A spend limit has no room. */
  record BudgetExceeded(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.BUDGET_EXCEEDED;
    }

    @Override
    public BudgetExceeded withFacts(FailureFacts facts) {
      return new BudgetExceeded(facts);
    }
  }

  /** A guardrail blocked the request or its answer. */
  record GuardrailBlocked(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.GUARDRAIL_BLOCKED;
    }

    @Override
    public GuardrailBlocked withFacts(FailureFacts facts) {
      return new GuardrailBlocked(facts);
    }
  }

  /** The tenant or key may not do this. */
  record AccessDenied(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.ACCESS_DENIED;
    }

    @Override
    public AccessDenied withFacts(FailureFacts facts) {
      return new AccessDenied(facts);
    }
  }

  /** Too many requests of the tenant are queued. */
  record QueueFull(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.QUEUE_FULL;
    }

    @Override
    public QueueFull withFacts(FailureFacts facts) {
      return new QueueFull(facts);
    }
  }

  /** The request is larger than the policy or the gateway takes. */
  record PayloadTooLarge(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.PAYLOAD_TOO_LARGE;
    }

    @Override
    public PayloadTooLarge withFacts(FailureFacts facts) {
      return new PayloadTooLarge(facts);
    }
  }

  /** A policy's refusal that this release has no name for; {@code facts().newer()} has its own. */
  record Unrecognized(FailureFacts facts) implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.POLICY;
    }

    @Override
    public Unrecognized withFacts(FailureFacts facts) {
      return new Unrecognized(facts);
    }
  }
}
