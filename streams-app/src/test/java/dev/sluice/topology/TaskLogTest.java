package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.call.CallFixtures;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class TaskLogTest {
  private final TaskLog log = new TaskLog(new TaskId(0, 3));

  @Test
  void shouldNameTheTaskWhileItWorksOnly() {
    // Given
    List<String> named = new ArrayList<>();

    // When
    log.during(() -> named.add(MDC.get(TaskLog.TASK)));

    // Then
    assertThat(named).containsExactly("0_3");
    assertThat(MDC.get(TaskLog.TASK)).isNull();
  }

  @Test
  void shouldForgetTheTaskWhenItThrows() {
    // When
    assertThatThrownBy(
            () ->
                log.during(
                    () -> {
                      throw new IllegalStateException("disk");
                    }))
        .isInstanceOf(IllegalStateException.class);

    // Then
    assertThat(MDC.get(TaskLog.TASK)).isNull();
  }

  @Test
  void shouldNameTheTaskInWhatIsLoggedOfItsRecords() {
    // Given
    Logger logger = (Logger) LoggerFactory.getLogger(RerouteLog.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    RoutedGateway gateway = new RoutedGateway(null);
    int partition = RoutedGateway.wrong("acme");

    // When
    gateway.publishes(partition, "acme", CallFixtures.request("r-1", "chat"));
    logger.detachAppender(lines);

    // Then
    assertThat(lines.list)
        .extracting(line -> line.getMDCPropertyMap().get(TaskLog.TASK))
        .containsExactly("0_" + partition);
  }
}
