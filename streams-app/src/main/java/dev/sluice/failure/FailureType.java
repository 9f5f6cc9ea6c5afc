package dev.sluice.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all failures of one type share: the one table of the taxonomy. The types whose path has one
 * name are the families themselves: what this release makes of a type of theirs that it has no name
 * for.
 */
public enum FailureType {
  CALLER("caller", null, 400, "invalid_request_error", null, false, false),
  INVALID_REQUEST("caller", "invalid_request", 400, "invalid_request_error", null, false, false),
  UNREADABLE_RECORD(
      "caller",
      "unreadable_record",
      400,
      "invalid_request_error",
      "unreadable_record",
      false,
      false),
  UNKNOWN_MODEL(
      "caller", "unknown_model", 404, "invalid_request_error", "model_not_found", false, false),
  CONTEXT_WINDOW_EXCEEDED(
      "caller",
      "context_window_exceeded",
      400,
      "invalid_request_error",
      "context_length_exceeded",
      false,
      false),
  CONTENT_POLICY(
      "caller",
      "content_policy",
      400,
      "invalid_request_error",
      "content_policy_violation",
      false,
      false),
  DEADLINE_EXCEEDED(
      "caller", "deadline_exceeded", 504, "timeout_error", "deadline_exceeded", false, false),
  CANCELLED("caller", "cancelled", 499, "invalid_request_error", "cancelled", false, false),
  DUPLICATE_REQUEST(
      "caller",
      "duplicate_request",
      409,
      "invalid_request_error",
      "duplicate_request",
      false,
      false),
  POLICY("policy", null, 403, "permission_error", null, false, false),
  RATE_LIMITED(
      "policy", "rate_limited", 429, "rate_limit_error", "rate_limit_exceeded", false, false),
  BUDGET_EXCEEDED(
      "policy", "budget_exceeded", 429, "insufficient_quota", "insufficient_quota", false, false),
  GUARDRAIL_BLOCKED(
      "policy",
      "guardrail_blocked",
      400,
      "invalid_request_error",
      "guardrail_blocked",
      false,
      false),
  ACCESS_DENIED("policy", "access_denied", 403, "permission_error", "access_denied", false, false),
  QUEUE_FULL("policy", "queue_full", 429, "rate_limit_error", "queue_full", false, false),
  PAYLOAD_TOO_LARGE(
      "policy",
      "payload_too_large",
      413,
      "invalid_request_error",
      "payload_too_large",
      false,
      false),
  PROVIDER("provider", null, 502, "provider_error", null, false, true),
  AUTHENTICATION(
      "provider", "authentication", 502, "provider_error", "provider_authentication", false, true),
  PERMISSION("provider", "permission", 502, "provider_error", "provider_permission", false, true),
  NOT_FOUND("provider", "not_found", 502, "provider_error", "provider_not_found", false, true),
  PROVIDER_RATE_LIMITED(
      "provider", "rate_limited", 429, "rate_limit_error", "provider_rate_limited", true, true),
  QUOTA_EXHAUSTED(
      "provider",
      "quota_exhausted",
      502,
      "provider_error",
      "provider_quota_exhausted",
      false,
      true),
  OVERLOADED("provider", "overloaded", 503, "server_error", "provider_overloaded", true, true),
  SERVER_ERROR(
      "provider", "server_error", 502, "server_error", "provider_server_error", true, true),
  TIMEOUT("provider", "timeout", 504, "timeout_error", "provider_timeout", true, true),
  CONNECTION("provider", "connection", 502, "server_error", "provider_connection", true, true),
  INVALID_RESPONSE(
      "provider", "invalid_response", 502, "server_error", "provider_invalid_response", true, true),
  SCHEMA_VIOLATION(
      "provider", "schema_violation", 502, "server_error", "provider_schema_violation", true, true),
  MID_STREAM_BREAK(
      "provider", "mid_stream_break", 502, "server_error", "provider_mid_stream_break", true, true),
  CREDENTIALS_EXHAUSTED(
      "provider",
      "credentials_exhausted",
      502,
      "provider_error",
      "provider_credentials_exhausted",
      false,
      true),
  GATEWAY("gateway", null, 500, "server_error", null, false, false),
  INTERNAL("gateway", "internal", 500, "server_error", "internal_error", false, false);

  private final String family;
  private final @Nullable String typeName;
  private final int status;
  private final String errorType;
  private final @Nullable String code;
  private final boolean retryable;
  private final boolean fallsBack;

  FailureType(
      String family,
      @Nullable String typeName,
      int status,
      String errorType,
      @Nullable String code,
      boolean retryable,
      boolean fallsBack) {
    this.family = family;
    this.typeName = typeName;
    this.status = status;
    this.errorType = errorType;
    this.code = code;
    this.retryable = retryable;
    this.fallsBack = fallsBack;
  }

  /** The names from general to particular, such as {@code [provider, rate_limited]}. */
  public List<String> path() {
    return typeName == null ? List.of(family) : List.of(family, typeName);
  }

  /**
   * The nearest ancestor, or the type itself, that this release knows of a path that a newer one
   * may have written; {@link #GATEWAY} where it does not even know the family.
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

  /** The HTTP status of a failure of this type that names no other. */
  public int status() {
    return status;
  }

  /** OpenAI's {@code type}. */
  public String errorType() {
    return errorType;
  }

  /** OpenAI's {@code code} of a failure that names no other. */
  public @Nullable String code() {
    return code;
  }

  /** Whether the same target may do better a little later. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether another target may do better. */
  public boolean fallsBack() {
    return fallsBack;
  }
}
