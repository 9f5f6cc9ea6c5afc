package dev.sluice.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.failure.FailureType;
import dev.sluice.store.v1.WebhookRow;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.view.Events;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final PollingId ID = new PollingId("resp_1", 3, Events.ACCEPTED_AT, 17);

  @Test
  void shouldTellAFallbackStepByStepWithoutWhatWasWritten() {
    // Given
    List<StoryTopics.Told> records =
        told(
            Events.result("resp_1", Events.text("a secret answer")).build(),
            Events.accepted("resp_1").build(),
            Events.status("resp_1", CallStatus.IN_PROGRESS, 5)
                .setAttempt(1)
                .setTarget("first")
                .build());

    // When
    ObjectNode story = Timeline.of(ID, records, true);

    // Then
    assertThat(steps(story))
        .containsExactly("accepted", "in_progress", "attempt_ended", "attempt_ended", "answered");
    assertThat(story.at("/events/2/failure").asText()).isEqualTo("provider/overloaded");
    assertThat(story.at("/events/3/target").asText()).isEqualTo("second");
    assertThat(story.path("state").asText()).isEqualTo("completed");
    assertThat(story.path("tenant").asText()).isEqualTo("acme");
    assertThat(story.toString()).doesNotContain("secret").doesNotContain("did not work out");
  }

  @Test
  void shouldTellOfAnAttemptThatIsOnTheTopicAloneWhileTheCallGoesOn() {
    // Given
    AttemptOutcome outcome =
        AttemptOutcome.newBuilder()
            .setKind(OutcomeKind.FAILURE)
            .setOwnerId("owner")
            .setPollingId("resp_1")
            .setAttemptId("attempt-1")
            .setNumber(1)
            .setTarget("first")
            .setStartedAt(Events.ACCEPTED_AT)
            .setEndedAt(Events.ACCEPTED_AT.plusMillis(40))
            .setFailure(Events.failure(FailureType.TIMEOUT))
            .build();

    // When
    ObjectNode story = Timeline.of(ID, told(Events.accepted("resp_1").build(), outcome), false);

    // Then
    assertThat(steps(story)).containsExactly("accepted", "attempt_ended");
    assertThat(story.at("/events/1/took_ms").asLong()).isEqualTo(40);
    assertThat(story.path("whole").asBoolean()).isFalse();
  }

  @Test
  void shouldTellThatAWebhookIsOverOnlyWhenNothingOfItIsPending() {
    // Given
    List<StoryTopics.Told> records = new ArrayList<>(told(Events.accepted("resp_1").build()));
    records.add(webhook("a/1/evt", 0, 100));
    records.add(webhook("a/2/evt", 1, 200));
    records.add(new StoryTopics.Told("a/1/evt", 200, null));
    List<String> pending = steps(Timeline.of(ID, records, true));
    records.add(new StoryTopics.Told("a/2/evt", Events.ENDED_AT.toEpochMilli(), null));

    // When
    List<String> over = steps(Timeline.of(ID, records, true));

    // Then
    assertThat(pending).doesNotContain("webhook_closed");
    assertThat(over).endsWith("webhook_closed");
  }

  @Test
  void shouldSayWhatIsDeleted() {
    // Given
    List<StoryTopics.Told> records =
        told(
            Events.accepted("resp_1").build(),
            Events.result("resp_1", Events.text("x")).build(),
            Events.polling("resp_1", PollingEventKind.DELETED, CallStatus.ENDED, 9_000).build());

    // When
    ObjectNode story = Timeline.of(ID, records, true);

    // Then
    assertThat(story.path("state").asText()).isEqualTo("deleted");
    assertThat(steps(story)).endsWith("deleted");
  }

  @Test
  void shouldFindNothingWhenTheTopicsHaveNothing() {
    // When
    ObjectNode story = Timeline.of(ID, List.of(), true);

    // Then
    assertThat(story.path("found").asBoolean()).isFalse();
  }

  private static StoryTopics.Told webhook(String key, int tries, long at) {
    return new StoryTopics.Told(
        key,
        Events.ACCEPTED_AT.toEpochMilli() + at,
        new WebhookRow(
            "acme", "resp_1", "response.completed", Events.ENDED_AT, tries, Events.ENDED_AT, null));
  }

  private static List<StoryTopics.Told> told(SpecificRecord... events) {
    List<StoryTopics.Told> told = new ArrayList<>();
    for (SpecificRecord event : events) {
      told.add(new StoryTopics.Told("acme", 0, event));
    }
    return told;
  }

  private static List<String> steps(ObjectNode story) {
    List<String> steps = new ArrayList<>();
    for (JsonNode step : story.path("events")) {
      steps.add(step.path("what").asText());
    }
    return steps;
  }
}
