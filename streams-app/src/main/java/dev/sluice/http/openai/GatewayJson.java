package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Failure;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.FailureNames;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the extra field {@code sluice} of a Response, for what OpenAI's object has no place for.
 * Times are ISO-8601 in UTC. Pure; any thread.
 */
final class GatewayJson {
  private GatewayJson() {}

  static ObjectNode of(PollingEvent event) {
    ObjectNode json =
        frame(
            event.getRequestId(),
            event.getStatus().name().toLowerCase(Locale.ROOT),
            event.getTarget(),
            event.getAcceptedAt());
    putTime(json, "deadline", event.getDeadline());
    json.put("attempt", event.getAttempt());
    onBudget(json, event.getModel(), event.getOnBudget());
    putTime(json, "not_before", event.getNotBefore());
    return json;
  }

  /** Only where another route answers than was asked for. */
  private static void onBudget(ObjectNode json, @Nullable String asked, @Nullable String onBudget) {
    if (onBudget != null) {
      json.put("on_budget", onBudget).put("asked_model", asked);
    }
  }

  static ObjectNode of(CompletionResult result) {
    ObjectNode json =
        frame(result.getRequestId(), "completed", result.getTarget(), result.getAcceptedAt());
    putTime(json, "ended_at", result.getCompletedAt());
    onBudget(json, result.getModel(), result.getOnBudget());
    json.put("provider_model", result.getAnswer().getProviderModel());
    json.put("cost_micros", result.getUsage().getCostMicros());
    json.put("usage_estimated", result.getUsage().getEstimated());
    attempts(json, result.getAttempts());
    return json;
  }

  static ObjectNode of(ErrorRecord error) {
    ObjectNode json =
        frame(
            error.getRequestId(),
            FailureNames.isCancelled(error.getFailure()) ? "cancelled" : "failed",
            error.getFailure().getTarget(),
            error.getAcceptedAt());
    putTime(json, "ended_at", error.getOccurredAt());
    onBudget(json, error.getModel(), error.getOnBudget());
    json.put("cost_micros", error.getUsage() == null ? null : error.getUsage().getCostMicros());
    json.set("failure", failure(error.getFailure()));
    attempts(json, error.getAttempts());
    return json;
  }

  private static ObjectNode frame(
      @Nullable String requestId,
      String state,
      @Nullable String target,
      @Nullable Instant acceptedAt) {
    ObjectNode json = Json.object();
    json.put("request_id", requestId);
    json.put("state", state);
    json.put("target", target);
    putTime(json, "accepted_at", acceptedAt);
    return json;
  }

  private static void attempts(ObjectNode json, List<Attempt> attempts) {
    ArrayNode array = json.putArray("attempts");
    for (Attempt attempt : attempts) {
      ObjectNode item =
          array
              .addObject()
              .put("number", attempt.getNumber())
              .put("target", attempt.getTarget())
              .put("provider", attempt.getProvider())
              .put("model", attempt.getModel());
      putTime(item, "started_at", attempt.getStartedAt());
      putTime(item, "ended_at", attempt.getEndedAt());
      Failure failure = attempt.getFailure();
      item.set("failure", failure == null ? item.nullNode() : failure(failure));
      if (!attempt.getAdjustments().isEmpty()) {
        attempt.getAdjustments().forEach(item.putArray("adjustments")::add);
      }
    }
  }

  /** Without the provider's own words, which may reveal what only the operator may know. */
  private static ObjectNode failure(Failure failure) {
    return Json.object()
        .put("type", FailureNames.path(failure))
        .put("status", failure.getStatus())
        .put("code", failure.getCode());
  }

  private static void putTime(ObjectNode json, String name, @Nullable Instant time) {
    json.put(name, time == null ? null : time.toString());
  }
}
