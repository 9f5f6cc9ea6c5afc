package dev.sluice.topology;

import static dev.sluice.topology.BatchingGateway.answer;
import static dev.sluice.topology.GatewayHarness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.gateway.tracing.RecordedTraces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What traces say of calls in a provider's batch. */
class BatchTracesTest {
  private static final AttributeKey<String> BATCH = AttributeKey.stringKey("sluice.batch.id");

  @TempDir Path stateDir;
  private BatchingGateway its;
  private RecordedTraces traces;

  @BeforeEach
  void start() {
    its = new BatchingGateway(stateDir);
    traces =
        new RecordedTraces("{endpoint: 'http://localhost:4318'}", TOPICS, its.gateway::appendTime);
    its.gateway.tasks.tracer = traces.tracer();
    its.gateway.tenant("acme");
  }

  @AfterEach
  void stop() {
    its.close();
  }

  @Test
  void shouldTellAnAttemptFromItsBatchsSendingToItsOutcome() {
    // Given
    Sending sent = its.submits("chat", "r-1");
    its.gateway.timePasses(Duration.ofSeconds(20));

    // When
    its.ends(sent, "r-1", answer(10, 5));

    // Then
    SpanData attempt = traces.span("chat model-of-first");
    assertThat(attempt.getAttributes().get(BATCH)).isEqualTo(sent.batch().batchId());
    assertThat(attempt.getAttributes().get(AttributeKey.stringKey("sluice.attempt.cause")))
        .isEqualTo("first");
    assertThat(attempt.getAttributes().get(AttributeKey.booleanKey("sluice.attempt.late")))
        .isNull();
    assertThat(attempt.getLinks()).isEmpty();
    assertThat(Duration.ofNanos(attempt.getEndEpochNanos() - attempt.getStartEpochNanos()))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(attempt.getParentSpanId())
        .isEqualTo(traces.span("process " + TOPICS.requests()).getSpanId());
  }

  @Test
  void shouldLinkTheNextAttemptToTheOneThatFailedInItsBatch() {
    // Given
    Sending sent = its.submits("chat", "r-1");
    its.ends(sent, "r-1", new Outcome.Failed(CallFixtures.serverError()));

    // When
    its.gateway.answers(its.dispatcher.next(), "a gate");

    // Then
    SpanData alone = traces.span("chat model-of-second");
    assertThat(alone.getAttributes().get(BATCH)).isNull();
    assertThat(alone.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly(traces.span("chat model-of-first").getSpanId());
  }
}
