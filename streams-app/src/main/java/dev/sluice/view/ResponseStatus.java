package dev.sluice.view;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.FinishReason;
import org.jspecify.annotations.Nullable;

/** The status of a call that has ended, in OpenAI's words. Pure; any thread. */
public final class ResponseStatus {
  private ResponseStatus() {}

  /** {@code completed} or {@code incomplete}. */
  public static String of(CompletionResult result) {
    return incompleteReason(result) == null ? "completed" : "incomplete";
  }

  /**
   * {@code failed} or {@code cancelled}.
   *
   * @param error of an accepted request
   */
  public static String of(ErrorRecord error) {
    return FailureNames.isCancelled(error.getFailure()) ? "cancelled" : "failed";
  }

  /** Why an answer is incomplete; null if it is complete. */
  public static @Nullable String incompleteReason(CompletionResult result) {
    FinishReason reason = result.getAnswer().getFinishReason();
    return switch (reason) {
      case LENGTH, CONTEXT_WINDOW -> "max_output_tokens";
      case CONTENT_FILTER -> "content_filter";
      case PAUSED -> "pause_turn";
      // all others are complete, including a guardrail's answer
      default -> null;
    };
  }
}
