package dev.sluice.gateway.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Lists the calls that a search has found, newest first. Pure. */
final class FoundCalls {
  private static final int MOST = 50;

  private FoundCalls() {}

  static ObjectNode of(List<StoryTopics.Told> events, TopicScan.Found found) {
    Map<String, ObjectNode> calls = new LinkedHashMap<>();
    // ends last: a call's state is not that of an event before
    events.forEach(each -> polling(calls, each.event()));
    events.forEach(each -> ended(calls, each.event()));
    List<ObjectNode> newest = new ArrayList<>(calls.values());
    newest.sort((one, other) -> Long.compare(other.path("at").asLong(), one.path("at").asLong()));
    ObjectNode body = Json.object().put("whole", found.whole());
    body.put("since", found.since().isPresent() ? (Long) found.since().getAsLong() : null);
    body.put("more", newest.size() > MOST);
    ArrayNode list = body.putArray("calls");
    newest.stream().limit(MOST).forEach(list::add);
    return body;
  }

  private static void polling(Map<String, ObjectNode> calls, @Nullable SpecificRecord record) {
    if (record instanceof PollingEvent event
        && (event.getKind() == PollingEventKind.ACCEPTED
            || event.getKind() == PollingEventKind.STATUS)) {
      ObjectNode call = call(calls, event.getPollingId(), event.getAcceptedAt());
      about(call, event.getTenant(), event.getRequestId(), event.getModel());
      call.put("state", event.getStatus().name().toLowerCase(Locale.ROOT))
          .put("target", event.getTarget());
    }
  }

  private static void ended(Map<String, ObjectNode> calls, @Nullable SpecificRecord record) {
    if (record instanceof CompletionResult result) {
      ObjectNode call = call(calls, result.getPollingId(), result.getAcceptedAt());
      about(call, result.getTenant(), result.getRequestId(), result.getModel());
      call.put("state", "completed")
          .put("target", result.getTarget())
          .put("attempts", result.getAttempts().size())
          .put("latency_ms", millis(result.getAcceptedAt(), result.getCompletedAt()));
    } else if (record instanceof ErrorRecord error) {
      String id = error.getPollingId();
      Instant since = error.getAcceptedAt() == null ? error.getOccurredAt() : error.getAcceptedAt();
      ObjectNode call =
          id == null
              ? calls.computeIfAbsent(
                  "rejected " + error.getSource().getSeq() + " " + error.getSource().getPartition(),
                  unused -> Json.object().putNull("polling_id").put("at", since.toEpochMilli()))
              : call(calls, id, since);
      about(call, error.getTenant(), error.getRequestId(), error.getModel());
      call.put("state", id == null ? "rejected" : "failed")
          .put("attempts", error.getAttempts().size())
          .put("failure", String.join("/", error.getFailure().getTypePath()));
      if (id != null) {
        call.put("latency_ms", millis(since, error.getOccurredAt()));
      }
    }
  }

  private static ObjectNode call(Map<String, ObjectNode> calls, String id, Instant at) {
    return calls.computeIfAbsent(
        id, unused -> Json.object().put("polling_id", id).put("at", at.toEpochMilli()));
  }

  private static void about(
      ObjectNode call, @Nullable String tenant, @Nullable String request, @Nullable String route) {
    call.put("tenant", tenant).put("request_id", request).put("route", route);
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
