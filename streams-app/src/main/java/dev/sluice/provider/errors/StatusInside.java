package dev.sluice.provider.errors;

import static java.util.Map.entry;

import java.util.Map;

/** What status an error stands for that comes inside a reply of status 200. Pure. */
public final class StatusInside {
  private static final Map<String, Integer> STATUS_BY_NAME =
      Map.ofEntries(
          entry("invalid_request_error", 400),
          entry("invalid_prompt", 400),
          entry("context_length_exceeded", 400),
          entry("content_filter", 400),
          entry("content_policy_violation", 400),
          entry("image_content_policy_violation", 400),
          entry("bio_policy", 400),
          entry("failed_to_download_image", 400),
          entry("unsupported_parameter", 400),
          entry("unsupported_value", 400),
          entry("INVALID_ARGUMENT", 400),
          entry("authentication_error", 401),
          entry("invalid_api_key", 401),
          entry("UNAUTHENTICATED", 401),
          entry("billing_error", 402),
          entry("permission_error", 403),
          entry("PERMISSION_DENIED", 403),
          entry("data_residency_mismatch", 403),
          entry("not_found_error", 404),
          entry("model_not_found", 404),
          entry("NOT_FOUND", 404),
          entry("request_too_large", 413),
          entry("insufficient_quota", 429),
          entry("rate_limit_exceeded", 429),
          entry("rate_limit_error", 429),
          entry("RESOURCE_EXHAUSTED", 429),
          entry("server_error", 500),
          entry("api_error", 500),
          entry("INTERNAL", 500),
          entry("UNAVAILABLE", 503),
          entry("timeout_error", 504),
          entry("vector_store_timeout", 504),
          entry("DEADLINE_EXCEEDED", 504),
          entry("overloaded_error", 529),
          // AWS's, within a stream
          entry("ValidationException", 400),
          entry("ModelStreamErrorException", 424),
          entry("ThrottlingException", 429),
          entry("InternalServerException", 500),
          entry("ServiceUnavailableException", 503));

  private StatusInside() {}

  /** By its code, else its type, else the rule that knows it; 500 where nothing tells. */
  public static int of(ProviderError error, ErrorClassifier classifier) {
    String code = error.code();
    if (code != null && code.matches("[45]\\d\\d")) {
      return Integer.parseInt(code);
    }
    // the code is more specific than the type
    for (String name : new String[] {code, error.type()}) {
      Integer status = name == null ? null : STATUS_BY_NAME.get(name);
      if (status != null) {
        return status;
      }
    }
    for (int status : new int[] {400, 429}) {
      if (classifier.recognised(status, error) != null) {
        return status;
      }
    }
    return code != null && code.contains("image") ? 400 : 500;
  }
}
