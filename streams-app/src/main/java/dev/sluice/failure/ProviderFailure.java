package dev.sluice.failure;

import org.jspecify.annotations.Nullable;

/** A provider could not or would not answer; another target may. */
public sealed interface ProviderFailure extends Failure {

  /** The provider does not accept the operator's credential. */
  record Authentication(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.AUTHENTICATION;
    }

    @Override
    public Authentication withFacts(FailureFacts facts) {
      return new Authentication(facts);
    }
  }

  /** The credential may not use the model. */
  record Permission(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.PERMISSION;
    }

    @Override
    public Permission withFacts(FailureFacts facts) {
      return new Permission(facts);
    }
  }

  /** The provider has no such model or path. */
  record NotFound(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.NOT_FOUND;
    }

    @Override
    public NotFound withFacts(FailureFacts facts) {
      return new NotFound(facts);
    }
  }

  /** The target or its provider was removed from the configuration after the call was planned. */
  record UnknownProvider(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.UNKNOWN_PROVIDER;
    }

    @Override
    public UnknownProvider withFacts(FailureFacts facts) {
      return new UnknownProvider(facts);
    }
  }

  /** The provider asks to slow down. */
  record RateLimited(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.PROVIDER_RATE_LIMITED;
    }

    @Override
    public RateLimited withFacts(FailureFacts facts) {
      return new RateLimited(facts);
    }
  }

  /** The request asks for more than the whole of a rate limit of the provider: no wait helps. */
  record RequestTooLarge(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.REQUEST_TOO_LARGE;
    }

    @Override
    public RequestTooLarge withFacts(FailureFacts facts) {
      return new RequestTooLarge(facts);
    }
  }

  /**
   * A rate limit of a day or more that names no wait, or one after which the provider asks not to
   * be tried again: no wait within a call helps.
   */
  record LongRateLimit(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.LONG_RATE_LIMIT;
    }

    @Override
    public LongRateLimit withFacts(FailureFacts facts) {
      return new LongRateLimit(facts);
    }
  }

  /** The account has no quota left; waiting does not help. */
  record QuotaExhausted(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.QUOTA_EXHAUSTED;
    }

    @Override
    public QuotaExhausted withFacts(FailureFacts facts) {
      return new QuotaExhausted(facts);
    }
  }

  /** The provider sheds load. */
  record Overloaded(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.OVERLOADED;
    }

    @Override
    public Overloaded withFacts(FailureFacts facts) {
      return new Overloaded(facts);
    }
  }

  /** The provider failed. */
  record ServerError(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.SERVER_ERROR;
    }

    @Override
    public ServerError withFacts(FailureFacts facts) {
      return new ServerError(facts);
    }
  }

  /** A proxy in front of the provider did not reach it. */
  record BadGateway(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.BAD_GATEWAY;
    }

    @Override
    public BadGateway withFacts(FailureFacts facts) {
      return new BadGateway(facts);
    }
  }

  /** The provider is unavailable; see {@link Overloaded} for too much load. */
  record ServiceUnavailable(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.SERVICE_UNAVAILABLE;
    }

    @Override
    public ServiceUnavailable withFacts(FailureFacts facts) {
      return new ServiceUnavailable(facts);
    }
  }

  /** The provider replied with a status of unknown meaning; {@code facts().response()} has it. */
  record ApiError(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.API_ERROR;
    }

    @Override
    public ApiError withFacts(FailureFacts facts) {
      return new ApiError(facts);
    }
  }

  /** No answer arrived within the timeout of the attempt. */
  record Timeout(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.TIMEOUT;
    }

    @Override
    public Timeout withFacts(FailureFacts facts) {
      return new Timeout(facts);
    }
  }

  /** The provider could not be reached, or the connection broke. */
  record Connection(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.CONNECTION;
    }

    @Override
    public Connection withFacts(FailureFacts facts) {
      return new Connection(facts);
    }
  }

  /** The provider's reply can't be understood. */
  record InvalidResponse(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.INVALID_RESPONSE;
    }

    @Override
    public InvalidResponse withFacts(FailureFacts facts) {
      return new InvalidResponse(facts);
    }
  }

  /**
   * The answer violates the requested JSON schema.
   *
   * @param rawResponse the answer's text, up to a cap
   * @param schema the schema, up to a cap
   */
  record SchemaViolation(FailureFacts facts, @Nullable String rawResponse, @Nullable String schema)
      implements ProviderFailure {
    public SchemaViolation {
      rawResponse = Text.wellFormedOrNull(rawResponse);
      schema = Text.wellFormedOrNull(schema);
    }

    @Override
    public FailureType type() {
      return FailureType.SCHEMA_VIOLATION;
    }

    @Override
    public SchemaViolation withFacts(FailureFacts facts) {
      return new SchemaViolation(facts, rawResponse, schema);
    }
  }

  /**
   * The answer broke off after it had begun; {@code facts().original()} is what broke it.
   *
   * @param received what had arrived of the answer, up to a cap; null if nothing had
   * @param beforeFirstChunk whether it broke off after its head and before anything of the answer
   */
  record MidStreamBreak(FailureFacts facts, @Nullable String received, boolean beforeFirstChunk)
      implements ProviderFailure {
    public MidStreamBreak {
      received = Text.wellFormedOrNull(received);
    }

    @Override
    public FailureType type() {
      return FailureType.MID_STREAM_BREAK;
    }

    @Override
    public Failure decisive() {
      Failure original = facts.original();
      return original == null ? this : original;
    }

    @Override
    public MidStreamBreak withFacts(FailureFacts facts) {
      return new MidStreamBreak(facts, received, beforeFirstChunk);
    }
  }

  /** No credential of the provider is usable. */
  record CredentialsExhausted(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.CREDENTIALS_EXHAUSTED;
    }

    @Override
    public CredentialsExhausted withFacts(FailureFacts facts) {
      return new CredentialsExhausted(facts);
    }
  }

  /** The provider batch that the attempt was part of ended without it, or was never created. */
  record BatchUnfinished(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.BATCH_UNFINISHED;
    }

    @Override
    public BatchUnfinished withFacts(FailureFacts facts) {
      return new BatchUnfinished(facts);
    }
  }

  /** No provider failed: a test requested this failure. */
  record Mock(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.MOCK;
    }

    @Override
    public Mock withFacts(FailureFacts facts) {
      return new Mock(facts);
    }
  }

  /** Calling this provider failed in an unforeseen way; the causes are kept as text. */
  record Unforeseen(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.UNFORESEEN;
    }

    @Override
    public Unforeseen withFacts(FailureFacts facts) {
      return new Unforeseen(facts);
    }
  }

  /** A provider failure without a name in this release; {@code facts().newer()} has its own. */
  record Unrecognized(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.PROVIDER;
    }

    @Override
    public Unrecognized withFacts(FailureFacts facts) {
      return new Unrecognized(facts);
    }
  }
}
