package dev.sluice.topology;

import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.MDC;

/**
 * Names the task in all that is logged while it works, as Kafka Streams does in its own lines: a
 * stream thread has several tasks, one for each partition. Confined to the stream thread.
 */
final class TaskLog {
  /** The key of SLF4J's MDC. */
  static final String TASK = "task";

  private final String task;

  TaskLog(TaskId task) {
    this.task = task.toString();
  }

  void during(Runnable work) {
    MDC.put(TASK, task);
    try {
      work.run();
    } finally {
      MDC.remove(TASK);
    }
  }
}
