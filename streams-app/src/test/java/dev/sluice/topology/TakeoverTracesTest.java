package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.gateway.tracing.RecordedTraces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

/** What traces say of calls that another process takes over. */
class TakeoverTracesTest {
  private static final Outcome ANSWER = new Outcome.Answered(Answer.text("water", Usage.of(10, 5)));

  private final RecordedTraces before = traces();
  private final RecordedTraces after = traces();
  private final TestDispatcher dead = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");
  private final RecoveryHarness task = new RecoveryHarness();

  private static RecordedTraces traces() {
    return new RecordedTraces(
        "{endpoint: 'http://localhost:4318'}", GatewayHarness.TOPICS, () -> CallFixtures.NOON);
  }

  private Attempt takenOver() {
    task.withTracer(before.tracer()).comesTo(dead);
    task.publishes("r-1");
    Attempt lost = dead.next();
    task.withTracer(after.tracer()).comesTo(next);
    task.catchesUp();
    task.timePasses(RecoveryHarness.LEASE.multipliedBy(2));
    return lost;
  }

  @Test
  void shouldGoOnInTheSameTraceAndTellWhatWasLost() {
    // Given
    takenOver();

    // When
    task.ends(next.next(), next.ownerId(), ANSWER);

    // Then
    SpanData admission = before.span("admission");
    SpanData lost = after.span("chat");
    SpanData again = after.span("chat model-of-first");
    SpanData call = after.span("process " + GatewayHarness.TOPICS.requests());
    assertThat(after.spans()).extracting(SpanData::getTraceId).containsOnly(admission.getTraceId());
    assertThat(admission.getParentSpanId()).isEqualTo(call.getSpanId());
    assertThat(lost.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("owner_lost");
    assertThat(lost.getAttributes().get(AttributeKey.stringKey("sluice.owner")))
        .isEqualTo("owner-1");
    assertThat(again.getAttributes().get(AttributeKey.stringKey("sluice.attempt.cause")))
        .isEqualTo("takeover");
    assertThat(again.getLinks())
        .extracting(LinkData::getSpanContext)
        .containsExactly(lost.getSpanContext());
  }

  @Test
  void shouldTellTheAnswerOfAnAttemptThatWasTakenForLostInASpanOfItsOwn() {
    // Given
    Attempt lost = takenOver();

    // When
    task.ends(lost, dead.ownerId(), ANSWER);

    // Then
    SpanData late = after.span("chat model-of-first");
    assertThat(late.getLinks())
        .extracting(LinkData::getSpanContext)
        .containsExactly(after.span("chat").getSpanContext());
    assertThat(after.spans()).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
  }
}
