package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.provider.errors.ErrorShape;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ErrorMetricsTest {
  private static final ErrorShape SHAPE = new ErrorShape(400, "error.message:string", "odd_code");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ErrorMetrics.class);
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final ErrorMetrics errors = new ErrorMetrics(() -> now);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void shouldCountEveryErrorAndLogEachFormOnceAnHour() {
    // Given
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    errors.bind(metrics, List.of("one", "two"));

    // When
    errors.seen("one", SHAPE);
    errors.seen("one", SHAPE);
    now = now.plus(Duration.ofHours(1));
    errors.seen("one", SHAPE);

    // Then
    assertThat(metrics.scrape())
        .contains(
            "sluice_provider_errors_unrecognized_total{provider=\"one\"} 3.0",
            "sluice_provider_errors_unrecognized_total{provider=\"two\"} 0.0");
    assertThat(logged())
        .hasSize(2)
        .first()
        .asString()
        .contains("status 400", "error.message:string", "odd_code", "providers.one.error_rules");
  }

  @Test
  void shouldNotLogMoreThanAHundredFormsInAnHour() {
    // When
    for (int i = 0; i < 1_000; i++) {
      errors.seen("one", new ErrorShape(400, "field" + i, ""));
    }

    // Then
    assertThat(logged()).hasSize(100);
  }
}
