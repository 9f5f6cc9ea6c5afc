package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.gateway.metrics.AttemptMetrics;
import dev.sluice.gateway.metrics.LoadMetrics;
import dev.sluice.gateway.metrics.RequestMetrics;
import dev.sluice.gateway.metrics.RestoreMetrics;
import dev.sluice.gateway.metrics.TaskMetrics;
import dev.sluice.gateway.metrics.UnreadRequests;
import dev.sluice.gateway.metrics.UsageMetrics;
import dev.sluice.gateway.overview.TaskRecorder;
import dev.sluice.topology.RestoreProgress;
import dev.sluice.topology.TaskListener;
import dev.sluice.topology.TaskListeners;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/** What operators are told of the tasks of this process, by metrics and the log. */
record TaskReports(
    TaskMetrics tasks, LoadMetrics load, TaskRecorder recorder, TaskListener listener) {

  static TaskReports of(
      Settings settings, TopicNames topics, MeterRegistry metrics, InstantSource clock) {
    TaskMetrics tasks = new TaskMetrics(metrics);
    AttemptMetrics attempts = new AttemptMetrics(metrics);
    LoadMetrics load = new LoadMetrics(metrics, attempts);
    UsageMetrics usage =
        new UsageMetrics(metrics, settings.metrics().tenants(), settings.tenants().keySet());
    RequestMetrics requests = new RequestMetrics(metrics, topics, usage, clock);
    TaskRecorder recorder = new TaskRecorder(topics.requests(), clock);
    FailureLog failures = new FailureLog();
    return new TaskReports(
        tasks,
        load,
        recorder,
        new TaskListeners(
            settings.metrics().enabled()
                ? List.of(tasks, attempts, load, requests, recorder, failures)
                : List.of(recorder, failures)));
  }

  /** Before the streams are started. */
  void bind(
      MeterRegistry metrics,
      KafkaStreams streams,
      TopicNames topics,
      int partitions,
      InstantSource clock) {
    tasks.bind(topics, partitions);
    load.bind(partitions, new UnreadRequests(streams::metrics, topics.requests(), clock));
    RestoreProgress restored = new RestoreProgress();
    streams.setGlobalStateRestoreListener(restored);
    RestoreMetrics.bind(metrics, restored);
  }
}
