package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
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
}
