package dev.sluice.failure;

import org.jspecify.annotations.Nullable;

/**
 * The tenant's policy refuses the request; the failure keeps its own status all the way to the
 * client.
 */
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

  /**
   * A spend limit has no room.
   *
   * @param currentMicros what is spent and reserved, in millionths of a US dollar
   * @param maxMicros the limit, in the same unit
   */
  record BudgetExceeded(FailureFacts facts, @Nullable Long currentMicros, @Nullable Long maxMicros)
      implements PolicyFailure {
    @Override
    public FailureType type() {
      return FailureType.BUDGET_EXCEEDED;
    }

    @Override
    public BudgetExceeded withFacts(FailureFacts facts) {
      return new BudgetExceeded(facts, currentMicros, maxMicros);
    }
  }

  /**
   * A guardrail blocked the request or its answer: 400, or 403 if the guardrail says so.
   *
   * @param guardrail its name; null if an older release wrote none
   * @param wrapped whether the message puts the gateway's words around the guardrail's own
   */
  record GuardrailBlocked(FailureFacts facts, @Nullable String guardrail, boolean wrapped)
      implements PolicyFailure {
    public GuardrailBlocked {
      guardrail = Text.wellFormedOrNull(guardrail);
    }

    /**
     * @param words the guardrail's message, for the client
     * @param wrap whether to tell clients which guardrail it was
     * @param status 400 or 403
     */
    public static GuardrailBlocked of(String guardrail, String words, boolean wrap, int status) {
      String message = wrap ? "guardrail " + guardrail + " blocked this: " + words : words;
      FailureFacts facts = FailureFacts.of(FailureType.GUARDRAIL_BLOCKED, message);
      return new GuardrailBlocked(facts.withStatus(status), guardrail, wrap);
    }

    @Override
    public FailureType type() {
      return FailureType.GUARDRAIL_BLOCKED;
    }

    @Override
    public GuardrailBlocked withFacts(FailureFacts facts) {
      return new GuardrailBlocked(facts, guardrail, wrapped);
    }
  }

  /**
   * A guardrail found personal data of a kind that it blocks; the data itself is never reported.
   *
   * @param entityType what was found, such as {@code EMAIL_ADDRESS}
   */
  record PiiBlocked(FailureFacts facts, @Nullable String entityType, @Nullable String guardrail)
      implements PolicyFailure {
    public PiiBlocked {
      entityType = Text.wellFormedOrNull(entityType);
      guardrail = Text.wellFormedOrNull(guardrail);
    }

    public static PiiBlocked of(String entityType, String guardrail) {
      String message = "guardrail " + guardrail + " found and blocked data of type " + entityType;
      return new PiiBlocked(
          FailureFacts.of(FailureType.PII_BLOCKED, message), entityType, guardrail);
    }

    @Override
    public FailureType type() {
      return FailureType.PII_BLOCKED;
    }

    @Override
    public PiiBlocked withFacts(FailureFacts facts) {
      return new PiiBlocked(facts, entityType, guardrail);
    }
  }

  /**
   * An operator's hook rejected the request. The request is named but not included: it stays where
   * it was published.
   *
   * @param hook the hook's name
   * @param requestId the client's name for the request
   * @param record where it was published, as {@code topic-partition@offset}; null if the caller of
   *     the hook did not know
   */
  record HookRejected(
      FailureFacts facts,
      @Nullable String hook,
      @Nullable String requestId,
      @Nullable String record)
      implements PolicyFailure {
    public HookRejected {
      hook = Text.wellFormedOrNull(hook);
      requestId = Text.wellFormedOrNull(requestId);
      record = Text.wellFormedOrNull(record);
    }

    /**
     * @param words the hook's message, for the client
     */
    public static HookRejected of(
        String hook, String words, @Nullable String requestId, @Nullable String record) {
      return new HookRejected(
          FailureFacts.of(FailureType.HOOK_REJECTED, words), hook, requestId, record);
    }

    @Override
    public FailureType type() {
      return FailureType.HOOK_REJECTED;
    }

    @Override
    public HookRejected withFacts(FailureFacts facts) {
      return new HookRejected(facts, hook, requestId, record);
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

  /** Too many of the tenant's requests are queued. */
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

  /** The request is larger than the policy or the gateway allows. */
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

  /** A policy failure without a name in this release; {@code facts().newer()} has its own. */
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
