package dev.sluice.provider;

import static java.util.Map.entry;

import dev.sluice.failure.FailureType;
import java.util.Map;

/**
 * What vendors' refusals mean: from a status and the error with it to a type of failure. One table
 * for all vendors, because their words don't contradict one another, and because many servers
 * repeat another vendor's. Pure.
 */
final class Refusals {
  private static final String[] CONTEXT_WINDOW = {
    "maximum context length", // OpenAI, vLLM
    "exceeds the context window", // OpenAI
    "input tokens exceed the configured limit", // OpenAI
    "prompt is too long", // Anthropic
    "exceed context limit", // Anthropic, Bedrock
    "exceeds the maximum number of tokens allowed", // Gemini
    "input is too long", // Bedrock
    "exceeds the available context size", // llama.cpp
    "`inputs` tokens + `max_new_tokens` must be", // TGI
    "is longer than the model's context length", // Mistral and others
    "is longer than the maximum model length" // vLLM
  };

  private static final String[] QUOTA = {
    "exceeded your current quota", // OpenAI
    "credit balance is too low", // Anthropic
    "specified api usage limits", // Anthropic: the account's own spend limit
    "specified workspace api usage limits", // Anthropic
    "extra usage is required" // Anthropic: with 429, but waiting does not help
  };

  private static final String[] CONTENT_POLICY = {
    "rejected as a result of our safety system", // OpenAI
    "violating our usage policy", // OpenAI
    "content management policy", // Azure
    "blocked by content filtering policy" // Anthropic
  };

  private static final String[] NO_IMAGE = {
    "failed to download", // OpenAI
    "error while downloading", // OpenAI
    "timeout while downloading", // OpenAI
    "unable to download the file", // Anthropic
    "cannot fetch content from the provided url" // Gemini
  };

  private static final String[] OVERLOAD = {
    "overload", // OpenAI, Anthropic, Gemini
    "slow down", // OpenAI
    "at capacity" // Azure
  };

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
          entry("overloaded_error", 529));

  private Refusals() {}

  /** What a status of 400 or more means with the error that came with it. */
  static FailureType type(int status, ProviderError error) {
    if (status < 500 && quotaExhausted(error)) {
      return FailureType.QUOTA_EXHAUSTED;
    }
    return switch (status) {
      case 401, 407 -> FailureType.AUTHENTICATION;
      case 402 -> FailureType.QUOTA_EXHAUSTED;
      case 403, 451 -> FailureType.PERMISSION;
      case 404, 405, 410 -> FailureType.NOT_FOUND;
      case 408, 504 -> FailureType.TIMEOUT;
      // a conflict, a failed or an early dependency is over when asked again, here or elsewhere
      case 409, 424, 425, 499 -> FailureType.SERVER_ERROR;
      case 429 -> FailureType.PROVIDER_RATE_LIMITED;
      // 520 to 530 are what Cloudflare answers for a server that it does not reach
      case 502, 520, 521, 522, 523, 524, 525, 526, 530 -> FailureType.BAD_GATEWAY;
      case 503 ->
          error.names("overloaded_error") || error.says(OVERLOAD)
              ? FailureType.OVERLOADED
              : FailureType.SERVICE_UNAVAILABLE;
      case 529 -> FailureType.OVERLOADED;
      default -> status > 500 ? FailureType.SERVER_ERROR : unspecific(status, error);
    };
  }

  /** 500 and the statuses of bad requests, under which servers tell much else. */
  private static FailureType unspecific(int status, ProviderError error) {
    if (exceedsContextWindow(error)) {
      return FailureType.CONTEXT_WINDOW_EXCEEDED;
    }
    if (error.names("rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED")
        || error.says("resource exhausted", "resource has been exhausted")) {
      return FailureType.PROVIDER_RATE_LIMITED;
    }
    if (error.names("overloaded_error")) {
      return FailureType.OVERLOADED;
    }
    if (status == 500) {
      return FailureType.SERVER_ERROR;
    }
    if (violatesContentPolicy(error)) {
      return FailureType.CONTENT_POLICY;
    }
    // the credential and the model's name are the operator's, whatever the status says
    if (error.names("invalid_api_key", "authentication_error")
        || error.says("api key not valid", "incorrect api key")) {
      return FailureType.AUTHENTICATION;
    }
    if (error.names("model_not_found", "DeploymentNotFound", "not_found_error")) {
      return FailureType.NOT_FOUND;
    }
    if (error.names("failed_to_download_image", "invalid_image_url") || error.says(NO_IMAGE)) {
      return FailureType.IMAGE_FETCH;
    }
    if (error.names("unsupported_parameter", "unsupported_value")) {
      return FailureType.UNSUPPORTED_PARAMETERS;
    }
    return switch (status) {
      case 400, 413, 415 -> FailureType.INVALID_REQUEST;
      case 422 -> FailureType.UNPROCESSABLE;
      default -> FailureType.API_ERROR;
    };
  }

  private static boolean quotaExhausted(ProviderError error) {
    return error.names(
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "billing_error")
        || error.says(QUOTA);
  }

  private static boolean violatesContentPolicy(ProviderError error) {
    return error.names(
            "content_policy_violation",
            "image_content_policy_violation",
            "content_filter",
            "ResponsibleAIPolicyViolation",
            "bio_policy")
        || error.says(CONTENT_POLICY);
  }

  private static boolean exceedsContextWindow(ProviderError error) {
    if (error.names("string_above_max_length") || error.says("string too long")) {
      return false; // about a single field
    }
    return error.names("context_length_exceeded")
        || error.says(CONTEXT_WINDOW)
        || (error.says("current length is") && error.says("while limit is")); // Cerebras
  }

  /** The status that an error inside a reply of status 200 stands for. */
  static int statusInside(ProviderError error) {
    String code = error.code();
    if (code != null && code.matches("[45]\\d\\d")) {
      return Integer.parseInt(code);
    }
    // the code is more particular than the type
    for (String name : new String[] {code, error.type()}) {
      Integer status = name == null ? null : STATUS_BY_NAME.get(name);
      if (status != null) {
        return status;
      }
    }
    boolean aboutAnImage = code != null && code.contains("image");
    return aboutAnImage || exceedsContextWindow(error) || violatesContentPolicy(error) ? 400 : 500;
  }
}
