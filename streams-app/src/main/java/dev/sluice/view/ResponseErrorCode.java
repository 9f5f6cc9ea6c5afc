package dev.sluice.view;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.Failure;
import java.util.Set;

/**
 * The code of a failed response, out of OpenAI's own (ResponseErrorCode, as openai 3.57.0 has it):
 * openai-java's {@code validate()} refuses any other. Pure; any thread.
 */
public final class ResponseErrorCode {
  /** What suits any failure that is neither the prompt's nor a limit's. */
  public static final String SERVER_ERROR = "server_error";

  private static final String INVALID_PROMPT = "invalid_prompt";
  private static final String RATE_LIMIT_EXCEEDED = "rate_limit_exceeded";

  /** All of them. */
  static final Set<String> ALL =
      Set.of(
          SERVER_ERROR,
          RATE_LIMIT_EXCEEDED,
          INVALID_PROMPT,
          "data_residency_mismatch",
          "bio_policy",
          "misalignment_policy_violation",
          "vector_store_timeout",
          "invalid_image",
          "invalid_image_format",
          "invalid_base64_image",
          "invalid_image_url",
          "image_too_large",
          "image_too_small",
          "image_parse_error",
          "image_content_policy_violation",
          "invalid_image_mode",
          "image_file_too_large",
          "unsupported_image_media_type",
          "empty_image_file",
          "failed_to_download_image",
          "image_file_not_found");

  private ResponseErrorCode() {}

  public static String of(Failure failure) {
    String own = failure.getCode();
    return own != null && ALL.contains(own) ? own : of(FailureType.nearest(failure.getTypePath()));
  }

  private static String of(FailureType type) {
    return switch (type) {
      case IMAGE_FETCH -> "failed_to_download_image";
      case RATE_LIMITED,
          BUDGET_EXCEEDED,
          QUEUE_FULL,
          PROVIDER_RATE_LIMITED,
          REQUEST_TOO_LARGE,
          LONG_RATE_LIMIT ->
          RATE_LIMIT_EXCEEDED;
      case CALLER,
          INVALID_REQUEST,
          UNPROCESSABLE,
          UNSUPPORTED_PARAMETERS,
          UNSUPPORTED_PARAMETERS_REFUSED,
          UNREADABLE_RECORD,
          UNKNOWN_MODEL,
          CONTEXT_WINDOW_EXCEEDED,
          CONTENT_POLICY,
          GUARDRAIL_BLOCKED,
          PII_BLOCKED,
          HOOK_REJECTED,
          PAYLOAD_TOO_LARGE ->
          INVALID_PROMPT;
      default -> SERVER_ERROR;
    };
  }
}
