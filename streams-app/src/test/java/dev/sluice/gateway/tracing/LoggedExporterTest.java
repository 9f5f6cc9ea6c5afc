package dev.sluice.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.ConnectException;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggedExporterTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger().addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(lines);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(LoggedExporter.class);
  }

  private record Answering(CompletableResultCode result) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void shouldSayOnceInAMinuteWhatTheCollectorHasNotTaken() {
    // Given
    CompletableResultCode refused =
        CompletableResultCode.ofExceptionalFailure(new ConnectException("refused"));
    LoggedExporter exporter = new LoggedExporter(new Answering(refused), "http://collector:4318");

    // When
    List<CompletableResultCode> results =
        List.of(exporter.export(List.of()), exporter.export(List.of()));

    // Then
    assertThat(results).noneMatch(CompletableResultCode::isSuccess);
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "0 spans have not reached http://collector:4318: java.net.ConnectException: refused");
  }

  @Test
  void shouldSayNothingOfWhatTheCollectorHasTaken() {
    // Given
    CompletableResultCode taken = CompletableResultCode.ofSuccess();
    LoggedExporter exporter = new LoggedExporter(new Answering(taken), "http://collector:4318");

    // When
    CompletableResultCode result = exporter.export(List.of());

    // Then
    assertThat(result.isSuccess()).isTrue();
    assertThat(lines.list).isEmpty();
  }
}
