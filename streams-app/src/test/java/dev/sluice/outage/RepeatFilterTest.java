package dev.sluice.outage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class RepeatFilterTest {
  private static final String NETWORK = "org.apache.kafka.clients.NetworkClient";

  private final RepeatFilter filter = new RepeatFilter();

  @Test
  void shouldLetAWarningOfKafkaPassOnceAMinuteWhicheverClientWritesIt() {
    // When
    FilterReply first = decide(NETWORK, Level.WARN, "[Consumer clientId=a-1] Connection to {}", 0);
    FilterReply another =
        decide(NETWORK, Level.WARN, "[Producer clientId=b-22] Connection to {}", 1);
    FilterReply later = decide(NETWORK, Level.WARN, "[Consumer clientId=a-1] Connection to {}", 60);
    FilterReply different = decide(NETWORK, Level.WARN, "[Consumer clientId=a-1] Disconnected", 1);

    // Then
    assertThat(first).isEqualTo(FilterReply.NEUTRAL);
    assertThat(another).isEqualTo(FilterReply.DENY);
    assertThat(later).isEqualTo(FilterReply.NEUTRAL);
    assertThat(different).isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void shouldLeaveAllOtherLinesAlone() {
    // Given
    decide("dev.sluice.gateway.Gateway", Level.WARN, "a line", 0);
    decide(NETWORK, Level.INFO, "a line", 0);

    // When
    FilterReply ours = decide("dev.sluice.gateway.Gateway", Level.WARN, "a line", 0);
    FilterReply information = decide(NETWORK, Level.INFO, "a line", 0);

    // Then
    assertThat(ours).isEqualTo(FilterReply.NEUTRAL);
    assertThat(information).isEqualTo(FilterReply.NEUTRAL);
  }

  private FilterReply decide(String logger, Level level, String format, long second) {
    LoggingEvent event =
        new LoggingEvent("", new LoggerContext().getLogger(logger), level, format, null, null);
    event.setTimeStamp(second * 1_000);
    return filter.decide(event);
  }
}
