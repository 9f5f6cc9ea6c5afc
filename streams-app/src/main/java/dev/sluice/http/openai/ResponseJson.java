package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Failure;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Usage;
import dev.sluice.view.FailureNames;
import dev.sluice.view.ResponseErrorCode;
import dev.sluice.view.ResponseStatus;
import dev.sluice.view.ViewRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a row of the view as OpenAI's Response object. What the events don't hold (instructions,
 * tools, sampling) has the value for its absence, until {@link AskedFields} sets it. Pure; any
 * thread.
 */
public final class ResponseJson {
  private ResponseJson() {}

  /** A deleted row has no Response. */
  public static ObjectNode of(String pollingId, ViewRow row) {
    if (row instanceof ViewRow.Pending pending) {
      return pending(pollingId, pending.event());
    }
    if (row instanceof ViewRow.Completed completed) {
      return completed(pollingId, completed.result());
    }
    if (row instanceof ViewRow.Failed failed) {
      return failed(pollingId, failed.error());
    }
    throw new IllegalArgumentException("a deleted row has no Response");
  }

  /**
   * As it was when its request had just been accepted, whatever happened since: always the same.
   */
  static ObjectNode started(ObjectNode response) {
    ObjectNode started = response.deepCopy().put("status", "queued");
    for (String later : List.of("completed_at", "error", "incomplete_details", "usage")) {
      started.putNull(later);
    }
    var unused = started.putArray("output");
    started.remove("sluice");
    return started;
  }

  /** Whether it stays as it is. */
  public static boolean isTerminal(ObjectNode response) {
    String status = response.path("status").asText();
    return !status.equals("queued") && !status.equals("in_progress");
  }

  public static boolean isCancelled(ObjectNode response) {
    return response.path("status").asText().equals("cancelled");
  }

  /** As it will be when the published cancellation has been handled. */
  public static ObjectNode cancelled(String pollingId, ViewRow.Pending row) {
    ObjectNode response = pending(pollingId, row.event()).put("status", "cancelled");
    response.withObject("sluice").put("state", "cancelled");
    return response;
  }

  private static Instant acceptedAt(ErrorRecord error) {
    Instant acceptedAt = error.getAcceptedAt();
    return acceptedAt == null ? error.getOccurredAt() : acceptedAt;
  }

  private static ObjectNode pending(String pollingId, PollingEvent event) {
    boolean queued =
        event.getStatus() == CallStatus.QUEUED || event.getStatus() == CallStatus.WAITING;
    // only these two statuses keep a client polling, whatever the call's own state is
    ObjectNode response =
        frame(pollingId, event.getAcceptedAt(), queued ? "queued" : "in_progress");
    describe(
        response,
        route(event.getModel(), event.getOnBudget()),
        event.getUser(),
        event.getMetadata());
    response.set("sluice", GatewayJson.of(event));
    return response;
  }

  private static ObjectNode completed(String pollingId, CompletionResult result) {
    String incomplete = ResponseStatus.incompleteReason(result);
    String status = ResponseStatus.of(result);
    ObjectNode response = frame(pollingId, result.getAcceptedAt(), status);
    describe(
        response,
        route(result.getModel(), result.getOnBudget()),
        result.getUser(),
        result.getMetadata());
    if (incomplete == null) {
      response.put("completed_at", result.getCompletedAt().getEpochSecond());
    } else {
      response.putObject("incomplete_details").put("reason", incomplete);
    }
    response.set("output", OutputJson.of(pollingId, result.getAnswer(), status));
    response.set("usage", usage(result.getUsage()));
    response.set("sluice", GatewayJson.of(result));
    return response;
  }

  private static ObjectNode failed(String pollingId, ErrorRecord error) {
    Failure failure = error.getFailure();
    ObjectNode response = frame(pollingId, acceptedAt(error), ResponseStatus.of(error));
    describe(
        response,
        route(error.getModel(), error.getOnBudget()),
        error.getUser(),
        error.getMetadata());
    if (!FailureNames.isCancelled(failure)) {
      response
          .putObject("error")
          .put("code", ResponseErrorCode.of(failure))
          .put("message", failure.getMessage())
          // optional in OpenAI's own words, but the AI SDK takes no error without it
          .put("type", failure.getErrorType());
    }
    if (error.getUsage() != null) {
      response.set("usage", usage(error.getUsage()));
    }
    response.set("sluice", GatewayJson.of(error));
    return response;
  }

  /** All fields that the schema requires, in its own order, with their initial values. */
  private static ObjectNode frame(String pollingId, Instant acceptedAt, String status) {
    ObjectNode response = Json.object();
    response.put("id", pollingId);
    response.put("object", "response");
    response.put("created_at", acceptedAt.getEpochSecond());
    response.put("status", status);
    response.put("background", true);
    response.putNull("completed_at");
    response.putNull("error");
    response.putNull("incomplete_details");
    response.putNull("instructions");
    response.putNull("max_output_tokens");
    response.putNull("max_tool_calls");
    response.putNull("model");
    response.putArray("output");
    response.put("parallel_tool_calls", true);
    response.putNull("previous_response_id");
    response.putNull("prompt_cache_key");
    response.putObject("reasoning").putNull("effort").putNull("summary");
    response.putNull("safety_identifier");
    response.putNull("service_tier");
    response.put("store", true);
    response.putNull("temperature");
    response.putObject("text").putObject("format").put("type", "text");
    response.put("tool_choice", "auto");
    response.putArray("tools");
    response.put("top_logprobs", 0);
    response.putNull("top_p");
    response.put("truncation", "disabled");
    response.putObject("metadata");
    response.putNull("usage");
    response.putNull("user");
    return response;
  }

  /** The one that answers: another one than was asked for, where the tenant's spend is used up. */
  private static @Nullable String route(@Nullable String asked, @Nullable String onBudget) {
    return onBudget == null ? asked : onBudget;
  }

  private static void describe(
      ObjectNode response,
      @Nullable String model,
      @Nullable String user,
      Map<String, String> metadata) {
    response.put("model", model);
    response.put("user", user);
    ObjectNode pairs = response.putObject("metadata");
    metadata.forEach(pairs::put);
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode json = Json.object();
    json.put("input_tokens", usage.getInputTokens());
    json.putObject("input_tokens_details")
        .put("cached_tokens", usage.getCachedInputTokens())
        .put("cache_write_tokens", usage.getCacheWriteTokens());
    json.put("output_tokens", usage.getOutputTokens());
    json.putObject("output_tokens_details").put("reasoning_tokens", usage.getReasoningTokens());
    json.put("total_tokens", usage.getInputTokens() + usage.getOutputTokens());
    return json;
  }
}
