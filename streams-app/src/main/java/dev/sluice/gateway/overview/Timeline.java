package dev.sluice.gateway.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.json.Json;
import dev.sluice.store.v1.WebhookRow;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is on the topics about one call in the order in which it happened: facts, types and
 * amounts, never what a client, a model or a provider wrote. Used once.
 */
final class Timeline {
  private final ObjectNode story;
  private final List<ObjectNode> events = new ArrayList<>();

  /** Attempts that a result or error tells of, with what they used. */
  private final Set<String> told = new HashSet<>();

  private final WebhookSteps webhook = new WebhookSteps();

  private Timeline(PollingId id) {
    story = Json.object().put("polling_id", id.text());
    story
        .put("accepted_at", id.acceptedAt().toEpochMilli())
        .put("partition", id.partition())
        .put("offset", id.offset());
    about(null, null, null, null);
  }

  /**
   * @param whole whether everything since the request was read
   */
  static ObjectNode of(PollingId id, List<StoryTopics.Told> records, boolean whole) {
    Timeline timeline = new Timeline(id);
    records.forEach(each -> timeline.ended(each.event()));
    records.forEach(timeline::add);
    timeline
        .webhook
        .closedAt()
        .ifPresent(at -> timeline.at("webhook_closed", Instant.ofEpochMilli(at)));
    timeline.events.sort(Comparator.comparingLong(event -> event.path("at").asLong()));
    ObjectNode story = timeline.story;
    story.put("found", !timeline.events.isEmpty()).put("whole", whole);
    ArrayNode array = story.putArray("events");
    timeline.events.forEach(array::add);
    return story;
  }

  /** First, for the attempts that they tell of in full. */
  private void ended(@Nullable SpecificRecord event) {
    if (event instanceof CompletionResult result) {
      about(result.getTenant(), result.getRequestId(), result.getModel(), "completed");
      result.getAttempts().forEach(this::attempt);
      at("answered", result.getCompletedAt())
          .put("target", result.getTarget())
          .put("tokens", result.getUsage().getInputTokens() + result.getUsage().getOutputTokens())
          .put("cost_micros", result.getUsage().getCostMicros());
    } else if (event instanceof ErrorRecord error) {
      about(error.getTenant(), error.getRequestId(), error.getModel(), "failed");
      error.getAttempts().forEach(this::attempt);
      Details.add(at("failed", error.getOccurredAt()), error.getFailure());
    }
  }

  private void add(StoryTopics.Told record) {
    if (record.event() instanceof PollingEvent event) {
      polling(event);
    } else if (record.event() instanceof AttemptOutcome outcome) {
      outcome(outcome);
    } else if (record.event() instanceof WebhookRow row) {
      webhook.put(record.key(), row, at("webhook", Instant.ofEpochMilli(record.at())));
    } else if (record.event() == null) {
      webhook.gone(record.key(), record.at());
    }
  }

  private void polling(PollingEvent event) {
    String status = event.getStatus().name().toLowerCase(Locale.ROOT);
    if (story.path("state").isNull() || event.getKind() == PollingEventKind.DELETED) {
      about(event.getTenant(), event.getRequestId(), event.getModel(), status);
    } else if (!"completed".equals(story.path("state").asText())
        && !"failed".equals(story.path("state").asText())
        && event.getKind() == PollingEventKind.STATUS) {
      story.put("state", status);
    }
    switch (event.getKind()) {
      case ACCEPTED -> {
        ObjectNode step =
            at(event.getRepeat() ? "repeated" : "accepted", event.getOccurredAt())
                .put("status", status);
        if (event.getStatus() == CallStatus.WAITING) {
          Details.add(step, event.getLimits());
        }
        started(step, event);
      }
      case STATUS -> started(at(status, event.getOccurredAt()), event);
      case LATE_USAGE -> {
        Attempt late = event.getLate();
        ObjectNode step = at("late_usage", event.getOccurredAt());
        if (late != null) {
          Details.add(step, late);
        }
      }
      case SETTLED -> at("settled", event.getOccurredAt());
      case DELETED -> {
        story.put("state", "deleted");
        at("deleted", event.getOccurredAt());
      }
      case POLICY, CLOCK, UNKNOWN -> {}
    }
  }

  private static void started(ObjectNode step, PollingEvent event) {
    if (event.getAttempt() != null) {
      step.put("attempt", event.getAttempt());
    }
    if (event.getTarget() != null) {
      step.put("target", event.getTarget());
    }
    if (event.getNotBefore() != null) {
      step.put("not_before", event.getNotBefore().toEpochMilli());
    }
  }

  private void outcome(AttemptOutcome outcome) {
    String id = outcome.getAttemptId();
    boolean ends =
        outcome.getKind() == OutcomeKind.ANSWER
            || outcome.getKind() == OutcomeKind.FAILURE
            || outcome.getKind() == OutcomeKind.ABANDONED;
    if (ends && id != null && told.add(id)) {
      ObjectNode step =
          at("attempt_ended", outcome.getEndedAt())
              .put("attempt", outcome.getNumber())
              .put("target", outcome.getTarget())
              .put("provider", outcome.getProvider())
              .put("model", outcome.getModel())
              .put("outcome", outcome.getKind().name().toLowerCase(Locale.ROOT));
      Details.took(step, outcome.getStartedAt(), outcome.getEndedAt());
      Details.add(step, outcome.getFailure());
    }
  }

  private void attempt(Attempt attempt) {
    Instant ended = attempt.getEndedAt() == null ? attempt.getStartedAt() : attempt.getEndedAt();
    if (told.add(attempt.getAttemptId()) && ended != null) {
      Details.add(at("attempt_ended", ended), attempt);
    }
  }

  private void about(
      @Nullable String tenant,
      @Nullable String request,
      @Nullable String route,
      @Nullable String state) {
    story.put("tenant", tenant).put("request_id", request).put("route", route).put("state", state);
  }

  private ObjectNode at(String what, Instant at) {
    ObjectNode event = Json.object().put("at", at.toEpochMilli()).put("what", what);
    events.add(event);
    return event;
  }
}
