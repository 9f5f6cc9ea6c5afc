package dev.sluice.failure;

import static dev.sluice.failure.FallbackKind.CONTEXT_WINDOW;
import static dev.sluice.failure.FallbackKind.GENERAL;
import static dev.sluice.failure.FallbackKind.NONE;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all failures of one type share: the table of the taxonomy. The types whose path has one name
 * are the families themselves: what this release makes of an unknown type in them.
 */
public enum FailureType {
  CALLER("caller", null, 400, "invalid_request_error", null, false, NONE),
  INVALID_REQUEST("caller", "invalid_request", 400, "invalid_request_error", null, false, NONE),
  UNPROCESSABLE(
      "caller",
      "invalid_request/unprocessable",
      422,
      "invalid_request_error",
      "unprocessable",
      false,
      NONE),
  UNSUPPORTED_PARAMETERS(
      "caller",
      "invalid_request/unsupported_parameters",
      400,
      "invalid_request_error",
      "unsupported_parameter",
      false,
      GENERAL),
  UNSUPPORTED_PARAMETERS_REFUSED(
      "caller",
      "invalid_request/unsupported_parameters/refused",
      400,
      "invalid_request_error",
      "unsupported_parameter",
      false,
      NONE),
  IMAGE_FETCH(
      "caller",
      "invalid_request/image_fetch",
      400,
      "invalid_request_error",
      "image_fetch_failed",
      false,
      NONE),
  UNREADABLE_RECORD(
      "caller",
      "unreadable_record",
      400,
      "invalid_request_error",
      "unreadable_record",
      false,
      NONE),
  UNKNOWN_MODEL(
      "caller", "unknown_model", 404, "invalid_request_error", "model_not_found", false, NONE),
  CONTEXT_WINDOW_EXCEEDED(
      "caller",
      "context_window_exceeded",
      400,
      "invalid_request_error",
      "context_length_exceeded",
      false,
      CONTEXT_WINDOW),
  CONTENT_POLICY(
      "caller",
      "content_policy",
      400,
      "invalid_request_error",
      "content_policy_violation",
      false,
      FallbackKind.CONTENT_POLICY),
  DEADLINE_EXCEEDED(
      "caller", "deadline_exceeded", 504, "timeout_error", "deadline_exceeded", false, NONE),
  CANCELLED("caller", "cancelled", 499, "invalid_request_error", "cancelled", false, NONE),
  DUPLICATE_REQUEST(
      "caller",
      "duplicate_request",
      409,
      "invalid_request_error",
      "duplicate_request",
      false,
      NONE),
  POLICY("policy", null, 403, "permission_error", null, false, NONE),
  RATE_LIMITED(
      "policy", "rate_limited", 429, "rate_limit_error", "rate_limit_exceeded", false, NONE),
  BUDGET_EXCEEDED(
      "policy", "budget_exceeded", 429, "insufficient_quota", "insufficient_quota", false, NONE),
  GUARDRAIL_BLOCKED(
      "policy",
      "guardrail_blocked",
      400,
      "invalid_request_error",
      "guardrail_blocked",
      false,
      NONE),
  PII_BLOCKED(
      "policy", "guardrail_blocked/pii", 400, "invalid_request_error", "pii_blocked", false, NONE),
  HOOK_REJECTED(
      "policy", "hook_rejected", 400, "invalid_request_error", "hook_rejected", false, NONE),
  ACCESS_DENIED("policy", "access_denied", 403, "permission_error", "access_denied", false, NONE),
  QUEUE_FULL("policy", "queue_full", 429, "rate_limit_error", "queue_full", false, NONE),
  PAYLOAD_TOO_LARGE(
      "policy",
      "payload_too_large",
      413,
      "invalid_request_error",
      "payload_too_large",
      false,
      NONE),
  PROVIDER("provider", null, 502, "provider_error", null, false, GENERAL),
  AUTHENTICATION(
      "provider",
      "authentication",
      502,
      "provider_error",
      "provider_authentication",
      false,
      GENERAL),
  PERMISSION(
      "provider", "permission", 502, "provider_error", "provider_permission", false, GENERAL),
  NOT_FOUND("provider", "not_found", 502, "provider_error", "provider_not_found", false, GENERAL),
  UNKNOWN_PROVIDER(
      "provider",
      "not_found/unknown_provider",
      502,
      "provider_error",
      "provider_unknown",
      false,
      GENERAL),
  PROVIDER_RATE_LIMITED(
      "provider", "rate_limited", 429, "rate_limit_error", "provider_rate_limited", true, GENERAL),
  REQUEST_TOO_LARGE(
      "provider",
      "rate_limited/request_too_large",
      413,
      "rate_limit_error",
      "provider_request_too_large",
      false,
      GENERAL),
  LONG_RATE_LIMIT(
      "provider",
      "rate_limited/long_limit",
      429,
      "rate_limit_error",
      "provider_long_rate_limit",
      false,
      GENERAL),
  QUOTA_EXHAUSTED(
      "provider",
      "quota_exhausted",
      502,
      "provider_error",
      "provider_quota_exhausted",
      false,
      GENERAL),
  OVERLOADED("provider", "overloaded", 503, "server_error", "provider_overloaded", true, GENERAL),
  SERVER_ERROR(
      "provider", "server_error", 502, "server_error", "provider_server_error", true, GENERAL),
  BAD_GATEWAY(
      "provider",
      "server_error/bad_gateway",
      502,
      "server_error",
      "provider_bad_gateway",
      true,
      GENERAL),
  SERVICE_UNAVAILABLE(
      "provider",
      "server_error/service_unavailable",
      503,
      "server_error",
      "provider_unavailable",
      true,
      GENERAL),
  API_ERROR("provider", "api_error", 502, "provider_error", "provider_api_error", false, GENERAL),
  TIMEOUT("provider", "timeout", 504, "timeout_error", "provider_timeout", true, GENERAL),
  CONNECTION("provider", "connection", 502, "server_error", "provider_connection", true, GENERAL),
  INVALID_RESPONSE(
      "provider",
      "invalid_response",
      502,
      "server_error",
      "provider_invalid_response",
      true,
      GENERAL),
  SCHEMA_VIOLATION(
      "provider",
      "schema_violation",
      502,
      "server_error",
      "provider_schema_violation",
      true,
      GENERAL),
  MID_STREAM_BREAK(
      "provider",
      "mid_stream_break",
      502,
      "server_error",
      "provider_mid_stream_break",
      true,
      GENERAL),
  CREDENTIALS_EXHAUSTED(
      "provider",
      "credentials_exhausted",
      502,
      "provider_error",
      "provider_credentials_exhausted",
      false,
      GENERAL),
  BATCH_UNFINISHED(
      "provider",
      "batch_unfinished",
      502,
      "provider_error",
      "provider_batch_unfinished",
      false,
      GENERAL),
  MOCK("provider", "mock", 500, "provider_error", "mock", false, GENERAL),
  UNFORESEEN(
      "provider", "unforeseen", 502, "provider_error", "provider_unforeseen", false, GENERAL),
  GATEWAY("gateway", null, 500, "server_error", null, false, NONE),
  INTERNAL("gateway", "internal", 500, "server_error", "internal_error", false, NONE);

  private final String path;
  private final int status;
  private final String errorType;
  private final @Nullable String code;
  private final boolean retryable;
  private final FallbackKind fallback;

  /**
   * @param typeName after the family's; with a slash if an older release knows only the first part
   */
  FailureType(
      String family,
      @Nullable String typeName,
      int status,
      String errorType,
      @Nullable String code,
      boolean retryable,
      FallbackKind fallback) {
    this.path = typeName == null ? family : family + "/" + typeName;
    this.status = status;
    this.errorType = errorType;
    this.code = code;
    this.retryable = retryable;
    this.fallback = fallback;
  }

  /** The names from general to particular, such as {@code [provider, rate_limited]}. */
  public List<String> path() {
    return List.of(path.split("/", -1));
  }

  /**
   * The nearest ancestor, or the type itself, that this release knows of a path from a possibly
   * newer one; {@link #GATEWAY} if it does not even know the family.
   */
  public static FailureType nearest(List<String> path) {
    FailureType nearest = GATEWAY;
    int known = 0;
    for (FailureType type : values()) {
      int depth = type.path().size();
      if (depth > known && depth <= path.size() && type.path().equals(path.subList(0, depth))) {
        nearest = type;
        known = depth;
      }
    }
    return nearest;
  }

  /** Whether this is that type, or a subtype of it. */
  public boolean isA(FailureType general) {
    return path.equals(general.path) || path.startsWith(general.path + "/");
  }

  /** The HTTP status of a failure of this type that states no other. */
  public int status() {
    return status;
  }

  /** OpenAI's {@code type}. */
  public String errorType() {
    return errorType;
  }

  /** OpenAI's {@code code} for a failure that states no other. */
  public @Nullable String code() {
    return code;
  }

  /** Whether the same target may do better a little later. */
  public boolean retryable() {
    return retryable;
  }

  /** Where a call goes on after it. */
  public FallbackKind fallback() {
    return fallback;
  }
}
