package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.CancelledCalls.command;
import static dev.sluice.topology.GatewayHarness.TOPICS;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.admission.Scope;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Request;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.gateway.tracing.RecordedTraces;
import dev.sluice.v1.CommandKind;
import dev.sluice.wire.EventHeaders;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What traces say of calls that the topology takes. */
class CallTracesTest extends Waits {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00f067aa0ba902b7";
  private static final String TRACED = "00-" + TRACE + "-" + CLIENT + "-01";

  private final RecordedTraces traces =
      new RecordedTraces("{endpoint: 'http://localhost:4318'}", TOPICS, () -> gateway.appendTime());

  @BeforeEach
  void listen() {
    gateway.tasks.tracer = traces.tracer();
  }

  private void publishes(Request request, String traceparent) {
    gateway.publishesWith(EventHeaders.TRACEPARENT, traceparent, "acme", gateway.bytes(request));
  }

  private SpanData call() {
    return traces.span("process " + TOPICS.requests());
  }

  /** The trace contexts of all events that have one since this was asked last. */
  private Set<String> headers() {
    return gateway.contents().written().entrySet().stream()
        .filter(
            topic ->
                List.of(TOPICS.polling(), TOPICS.results(), TOPICS.errors())
                    .contains(topic.getKey()))
        .map(Map.Entry::getValue)
        .flatMap(Collection::stream)
        .map(record -> EventHeaders.traceparent(record.headers()))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private static String context(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }

  private static MapAssert<String, Object> attributes(SpanData span) {
    return assertThat(
        span.getAttributes().asMap().entrySet().stream()
            .collect(Collectors.toMap(each -> each.getKey().getKey(), Map.Entry::getValue)));
  }

  @Test
  void shouldTellACallBelowTheSpanOfItsClient() {
    // Given
    gateway.tenant("acme");
    publishes(request("r-1", "chat"), TRACED);

    // When
    gateway.timePasses(Duration.ofSeconds(2));
    answersNext();

    // Then
    SpanData call = call();
    assertThat(call.getTraceId()).isEqualTo(TRACE);
    assertThat(call.getParentSpanId()).isEqualTo(CLIENT);
    assertThat(call.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(Duration.ofNanos(call.getEndEpochNanos() - call.getStartEpochNanos()))
        .isEqualTo(Duration.ofSeconds(2));
    attributes(call)
        .contains(
            entry("messaging.system", "kafka"),
            entry("messaging.destination.name", TOPICS.requests()),
            entry("messaging.kafka.offset", 0L),
            entry("sluice.tenant", "acme"),
            entry("sluice.request_id", "r-1"),
            entry("sluice.route", "chat"),
            entry("sluice.outcome", "completed"));
    assertThat(traces.spans())
        .filteredOn(span -> !span.equals(call))
        .extracting(SpanData::getName)
        .containsExactly("admission", "chat model-of-first");
    assertThat(traces.spans())
        .filteredOn(span -> !span.equals(call))
        .allMatch(span -> span.getParentSpanId().equals(call.getSpanId()))
        .allMatch(span -> span.getTraceId().equals(TRACE))
        .noneMatch(span -> span.getParentSpanContext().isRemote());
    assertThat(call.getParentSpanContext().isRemote()).isTrue();
    assertThat(headers()).containsExactly(context(call));
  }

  @Test
  void shouldTellNothingOfEventsThatAreAboutNoCall() {
    // When
    gateway.tenant("acme");

    // Then
    assertThat(headers()).isEmpty();
    assertThat(traces.spans()).isEmpty();
  }

  @Test
  void shouldTellAnAttemptInTheNamesOfGenAi() {
    // Given
    gateway.tenant("acme");
    publishes(request("r-1", "chat"), TRACED);

    // When
    answersNext();

    // Then
    SpanData attempt = traces.span("chat model-of-first");
    assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
    attributes(attempt)
        .contains(
            entry("gen_ai.operation.name", "chat"),
            entry("gen_ai.provider.name", "openai"),
            entry("gen_ai.request.model", "model-of-first"),
            entry("gen_ai.response.finish_reasons", List.of("stop")),
            entry("gen_ai.usage.input_tokens", 10L),
            entry("gen_ai.usage.output_tokens", 5L),
            entry("server.address", "model.example"),
            entry("server.port", 8000L),
            entry("sluice.target", "first"),
            entry("sluice.attempt.number", 1L),
            entry("sluice.attempt.dispatch_ms", 0L),
            entry("sluice.attempt.cause", "first"))
        .doesNotContainKeys(
            "error.type", "sluice.usage.estimated", "gen_ai.usage.cache_read.input_tokens");
  }

  @Test
  void shouldLinkAFallbackToTheAttemptBeforeIt() {
    // Given
    gateway.tenant("acme");
    publishes(request("r-1", "chat"), TRACED);

    // When
    gateway.fails(gateway.dispatcher.next(), CallFixtures.serverError());
    answersNext();

    // Then
    SpanData failed = traces.span("chat model-of-first");
    SpanData answered = traces.span("chat model-of-second");
    assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    attributes(failed).contains(entry("error.type", "provider/server_error"));
    attributes(answered).contains(entry("sluice.attempt.cause", "fallback"));
    assertThat(answered.getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(context -> context.getSpanId())
        .containsExactly(failed.getSpanId());
    attributes(call()).contains(entry("sluice.outcome", "completed"));
  }

  @Test
  void shouldBeginATraceWhenTheClientHasNone() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "single"));

    // When
    gateway.fails(gateway.dispatcher.next(), CallFixtures.serverError());

    // Then
    SpanData call = call();
    assertThat(call.getParentSpanContext().isValid()).isFalse();
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    attributes(call)
        .contains(entry("sluice.outcome", "failed"), entry("error.type", "provider/server_error"));
    assertThat(traces.spans()).extracting(SpanData::getTraceId).containsOnly(call.getTraceId());
    assertThat(headers()).containsExactly(context(call));
  }

  @Test
  void shouldRecordNothingButStayInTheTraceWhenTheClientRecordsNothing() {
    // Given
    gateway.tenant("acme");
    publishes(request("r-1", "chat"), "00-" + TRACE + "-" + CLIENT + "-00");

    // When
    answersNext();

    // Then
    assertThat(traces.spans()).isEmpty();
    assertThat(headers())
        .singleElement()
        .asString()
        .startsWith("00-" + TRACE + "-")
        .endsWith("-00")
        .doesNotContain(CLIENT);
  }

  @Test
  void shouldPassOnWhatTheClientSentWhenThereAreNoTraces() {
    // Given
    gateway.tasks.tracer = CallTracer.NONE;
    gateway.tenant("acme");
    publishes(request("r-1", "chat"), TRACED);

    // When
    answersNext();

    // Then
    assertThat(headers()).containsExactly(TRACED);
  }

  @Test
  void shouldTellARefusalInOneSpan() {
    // Given
    gateway.tenant("acme");

    // When
    publishes(request("r-1", "no such model"), TRACED);

    // Then
    SpanData refused = only(traces.spans());
    assertThat(refused.getParentSpanId()).isEqualTo(CLIENT);
    assertThat(refused.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    attributes(refused)
        .contains(
            entry("sluice.verdict", "rejected"),
            entry("sluice.request_id", "r-1"),
            entry("error.type", "caller/unknown_model"));
    assertThat(headers()).containsExactly(context(refused));
  }

  @Test
  void shouldTellARepetitionInTheTraceOfItsOwnRequest() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    String pollingId = only(gateway.polling()).getPollingId();

    // When
    publishes(request("r-1", "chat"), TRACED);

    // Then
    SpanData repeated = call();
    assertThat(repeated.getTraceId()).isEqualTo(TRACE);
    attributes(repeated)
        .contains(entry("sluice.verdict", "repeated"), entry("sluice.polling_id", pollingId));
    assertThat(headers()).containsExactly(context(repeated));
  }

  @Test
  void shouldTellWhatACallHasWaitedForItsLimit() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    publishes(waits("r-2", "single"), TRACED);
    answersNext();

    // When
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.ticks();

    // Then
    SpanData wait = traces.span("wait");
    assertThat(wait.getTraceId()).isEqualTo(TRACE);
    assertThat(Duration.ofNanos(wait.getEndEpochNanos() - wait.getStartEpochNanos()))
        .isEqualTo(Duration.ofSeconds(61));
  }

  @Test
  void shouldTellWhatACallHasWaitedForCredit() {
    // Given
    gateway.withCredit(1);
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "single"));
    publishes(request("r-2", "single"), TRACED);

    // When
    gateway.timePasses(Duration.ofSeconds(3));
    answersNext();

    // Then
    SpanData queue = traces.span("queue");
    assertThat(queue.getTraceId()).isEqualTo(TRACE);
    assertThat(Duration.ofNanos(queue.getEndEpochNanos() - queue.getStartEpochNanos()))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldTellAnOutcomeOnceThatIsOnItsTopicTwice() {
    // Given
    gateway.tenant("acme");
    publishes(request("r-1", "chat"), TRACED);
    Attempt attempt = gateway.dispatcher.next();

    // When
    gateway.answers(attempt, "water");
    gateway.answers(attempt, "water");

    // Then
    assertThat(traces.spans()).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
    assertThat(traces.spans()).hasSize(3);
  }

  @Test
  void shouldTellTheLateAnswerOfACancelledCall() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    String id = only(gateway.polling()).getPollingId();
    Attempt attempt = gateway.dispatcher.next();

    // When
    gateway.commands("acme", command(CommandKind.CANCEL, id));
    gateway.answers(attempt, "too late");

    // Then
    SpanData call = call();
    attributes(call).contains(entry("sluice.outcome", "cancelled"));
    assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    SpanData answered = traces.span("chat model-of-first");
    assertThat(answered.getParentSpanId()).isEqualTo(call.getSpanId());
    assertThat(answered.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
        .isEqualTo(5);
  }

  @Test
  void shouldTellNothingThatAnybodyHasWritten() {
    // Given
    gateway.tenant("acme");
    publishes(request("r-1", "chat", "a private prompt"), TRACED);
    publishes(request("r-2", "no such model", "a private prompt"), TRACED);
    Failure quoted =
        new ProviderFailure.ServerError(
            FailureFacts.of(FailureType.SERVER_ERROR, "key sk-private is of a private prompt")
                .withCode("a private code"));

    // When
    gateway.fails(gateway.dispatcher.next(), quoted);
    gateway.answers(gateway.dispatcher.next(), "a private answer");

    // Then
    assertThat(traces.spans())
        .hasSize(5)
        .allSatisfy(
            span ->
                assertThat(
                        List.of(
                            span.getName(),
                            span.getAttributes(),
                            span.getStatus(),
                            span.getEvents(),
                            span.getLinks(),
                            span.getResource()))
                    .asString()
                    .doesNotContain("private"));
  }
}
