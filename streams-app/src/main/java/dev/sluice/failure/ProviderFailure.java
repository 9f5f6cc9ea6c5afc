package dev.sluice.failure;

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

  /** No answer came within the time of the attempt. */
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

  /** What the provider answered cannot be understood. */
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

  /** The answer breaks the JSON schema that was asked for. */
  record SchemaViolation(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.SCHEMA_VIOLATION;
    }

    @Override
    public SchemaViolation withFacts(FailureFacts facts) {
      return new SchemaViolation(facts);
    }
  }

  /** The answer broke off in the middle of its stream. */
  record MidStreamBreak(FailureFacts facts) implements ProviderFailure {
    @Override
    public FailureType type() {
      return FailureType.MID_STREAM_BREAK;
    }

    @Override
    public MidStreamBreak withFacts(FailureFacts facts) {
      return new MidStreamBreak(facts);
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

  /**
   * A provider's failure that this release has no name for; {@code facts().newer()} has its own.
   */
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
