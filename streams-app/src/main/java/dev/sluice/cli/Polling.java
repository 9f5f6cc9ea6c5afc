package dev.sluice.cli;

import dev.sluice.call.PollingIds;
import dev.sluice.config.Settings;
import dev.sluice.http.ApiKeys;
import dev.sluice.http.PollingSettings;
import dev.sluice.http.ResponsesApi;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewReader;
import dev.sluice.wire.TopicNames;
import dev.sluice.wire.WireFormat;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;

/** What answers polls, with the Kafka clients of its own. Opened and closed by one thread. */
final class Polling implements AutoCloseable {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private final CommandPublisher commands;
  private final RequestTopic requests;
  private final ResponsesApi api;

  Polling(
      Settings settings,
      TopicNames topics,
      KafkaClients clients,
      WireFormat wire,
      ApiKeys keys,
      PollingIds ids,
      ViewReader view,
      RowWatchers watchers,
      MeterRegistry metrics,
      InstantSource clock) {
    commands =
        new CommandPublisher(
            topics.commands(), CommandPublisher.producer(clients.producer()), wire, clock);
    requests =
        new RequestTopic(topics.requests(), () -> RequestTopic.consumer(clients.consumer()), wire);
    api =
        new ResponsesApi(
            keys,
            ids,
            new ResponsesApi.Backend(view, watchers, commands, requests),
            new PollingSettings(
                settings.view().resultsTtl(),
                settings.view().retention(),
                settings.http().maxWait(),
                settings.http().maxWaiting(),
                KEEP_ALIVE),
            clock,
            metrics);
  }

  ResponsesApi api() {
    return api;
  }

  /** Answers all that wait. */
  void stopWaiting() {
    api.close();
  }

  @Override
  public void close() {
    api.close();
    commands.close();
    requests.close();
  }
}
