package dev.sluice.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final TraceContexts all = new TraceContexts(1);
  private final TraceContexts none = new TraceContexts(0);

  @Test
  void shouldStayInTheClientsTrace() {
    // When
    SpanContext call = all.call(CLIENT, "resp_1");

    // Then
    assertThat(call.getTraceId()).isEqualTo(TRACE);
    assertThat(call.isSampled()).isTrue();
    assertThat(call.getSpanId())
        .isNotEqualTo("00f067aa0ba902b7")
        .isNotEqualTo(all.call(CLIENT, "resp_2").getSpanId());
  }

  @Test
  void shouldGiveACallTheSameContextInEveryProcess() {
    // When
    SpanContext call = all.call(null, "resp_1");

    // Then
    assertThat(call).isEqualTo(new TraceContexts(1).call(null, "resp_1"));
    assertThat(call.isValid()).isTrue();
    assertThat(call.getTraceId()).isNotEqualTo(all.call(null, "resp_2").getTraceId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX-Evil: 1"
      })
  void shouldBeginATraceWhereTheClientsHeaderIsNone(String header) {
    // When
    SpanContext call = all.call(header, "resp_1");

    // Then
    assertThat(call).isEqualTo(all.call(null, "resp_1"));
  }

  @Test
  void shouldLeaveItToTheClientWhatIsRecorded() {
    // When
    SpanContext recorded = none.call(CLIENT, "resp_1");
    SpanContext dropped = all.call(CLIENT.replaceFirst("01$", "00"), "resp_1");

    // Then
    assertThat(recorded.isSampled()).isTrue();
    assertThat(dropped.isSampled()).isFalse();
    assertThat(dropped.getTraceId()).isEqualTo(TRACE);
  }

  @Test
  void shouldRecordTheShareOfItsOwnTracesThatIsAskedFor() {
    // Given
    TraceContexts third = new TraceContexts(1 / 3.0);

    // When
    long recorded = 0;
    for (int i = 0; i < 3_000; i++) {
      recorded += third.call(null, "resp_" + i).isSampled() ? 1 : 0;
    }

    // Then
    assertThat(recorded).isBetween(900L, 1_100L);
    assertThat(none.call(null, "resp_1").isSampled()).isFalse();
  }

  @Test
  void shouldWriteAContextAsW3cHasIt() {
    // When
    String header = TraceContexts.traceparent(TraceContexts.read(CLIENT));

    // Then
    assertThat(header).isEqualTo(CLIENT);
  }
}
