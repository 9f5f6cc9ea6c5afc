package dev.sluice.failure;

import java.util.List;
import java.util.Map;

/**
 * Why a request or an attempt did not end in an answer. Immutable. The family says whose fault it
 * is; {@link #type()} has the properties that all failures of a type share, {@link #facts()} the
 * fields of every failure, and the concrete record the fields of its own type.
 */
public sealed interface Failure
    permits CallerFailure, PolicyFailure, ProviderFailure, GatewayFailure {

  /** A failure of that type with these facts, and empty fields of its own type. */
  static Failure of(FailureType type, FailureFacts facts) {
    return switch (type) {
      case CALLER -> new CallerFailure.Unrecognized(facts);
      case INVALID_REQUEST -> new CallerFailure.InvalidRequest(facts);
      case UNPROCESSABLE -> new CallerFailure.Unprocessable(facts);
      case UNSUPPORTED_PARAMETERS -> new CallerFailure.UnsupportedParameters(facts, List.of());
      case UNSUPPORTED_PARAMETERS_REFUSED ->
          new CallerFailure.UnsupportedParametersRefused(facts, List.of());
      case IMAGE_FETCH -> new CallerFailure.ImageFetch(facts);
      case UNREADABLE_RECORD -> new CallerFailure.UnreadableRecord(facts);
      case UNKNOWN_MODEL -> new CallerFailure.UnknownModel(facts);
      case CONTEXT_WINDOW_EXCEEDED -> new CallerFailure.ContextWindowExceeded(facts);
      case CONTENT_POLICY -> new CallerFailure.ContentPolicy(facts, Map.of());
      case DEADLINE_EXCEEDED -> new CallerFailure.DeadlineExceeded(facts);
      case CANCELLED -> new CallerFailure.Cancelled(facts);
      case DUPLICATE_REQUEST -> new CallerFailure.DuplicateRequest(facts);
      case POLICY -> new PolicyFailure.Unrecognized(facts);
      case RATE_LIMITED -> new PolicyFailure.RateLimited(facts);
      case BUDGET_EXCEEDED -> new PolicyFailure.BudgetExceeded(facts, null, null);
      case GUARDRAIL_BLOCKED -> new PolicyFailure.GuardrailBlocked(facts, null, false);
      case PII_BLOCKED -> new PolicyFailure.PiiBlocked(facts, null, null);
      case HOOK_REJECTED -> new PolicyFailure.HookRejected(facts, null, null, null);
      case ACCESS_DENIED -> new PolicyFailure.AccessDenied(facts);
      case QUEUE_FULL -> new PolicyFailure.QueueFull(facts);
      case PAYLOAD_TOO_LARGE -> new PolicyFailure.PayloadTooLarge(facts);
      case PROVIDER -> new ProviderFailure.Unrecognized(facts);
      case AUTHENTICATION -> new ProviderFailure.Authentication(facts);
      case PERMISSION -> new ProviderFailure.Permission(facts);
      case NOT_FOUND -> new ProviderFailure.NotFound(facts);
      case UNKNOWN_PROVIDER -> new ProviderFailure.UnknownProvider(facts);
      case PROVIDER_RATE_LIMITED -> new ProviderFailure.RateLimited(facts);
      case LONG_RATE_LIMIT -> new ProviderFailure.LongRateLimit(facts);
      case REQUEST_TOO_LARGE -> new ProviderFailure.RequestTooLarge(facts);
      case QUOTA_EXHAUSTED -> new ProviderFailure.QuotaExhausted(facts);
      case OVERLOADED -> new ProviderFailure.Overloaded(facts);
      case SERVER_ERROR -> new ProviderFailure.ServerError(facts);
      case BAD_GATEWAY -> new ProviderFailure.BadGateway(facts);
      case SERVICE_UNAVAILABLE -> new ProviderFailure.ServiceUnavailable(facts);
      case API_ERROR -> new ProviderFailure.ApiError(facts);
      case TIMEOUT -> new ProviderFailure.Timeout(facts);
      case CONNECTION -> new ProviderFailure.Connection(facts);
      case INVALID_RESPONSE -> new ProviderFailure.InvalidResponse(facts);
      case SCHEMA_VIOLATION -> new ProviderFailure.SchemaViolation(facts, null, null);
      case MID_STREAM_BREAK -> new ProviderFailure.MidStreamBreak(facts, null, false);
      case CREDENTIALS_EXHAUSTED -> new ProviderFailure.CredentialsExhausted(facts);
      case BATCH_UNFINISHED -> new ProviderFailure.BatchUnfinished(facts);
      case MOCK -> new ProviderFailure.Mock(facts);
      case UNFORESEEN -> new ProviderFailure.Unforeseen(facts);
      case GATEWAY -> new GatewayFailure.Unrecognized(facts);
      case INTERNAL -> new GatewayFailure.Internal(facts);
    };
  }

  FailureType type();

  FailureFacts facts();

  /** The same failure with other facts; keeps the fields of its own type. */
  Failure withFacts(FailureFacts facts);

  /**
   * What decides on retries, fallbacks and what is left alone: what broke an answer off, else the
   * failure itself.
   */
  default Failure decisive() {
    return this;
  }

  /** The HTTP status for clients, 400 to 599. */
  default int status() {
    return facts().status();
  }

  /**
   * The type's names from general to particular; those of a newer release if it wrote the failure.
   */
  default List<String> typePath() {
    NewerFacts newer = facts().newer();
    return newer == null ? type().path() : newer.typePath();
  }

  /** OpenAI's {@code type}; that of a newer release if it wrote the failure. */
  default String errorType() {
    NewerFacts newer = facts().newer();
    return newer == null ? type().errorType() : newer.errorType();
  }

  default String message() {
    return facts().message();
  }
}
