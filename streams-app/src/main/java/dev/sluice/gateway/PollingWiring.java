package dev.sluice.gateway;

import dev.sluice.http.ApiKeys;
import dev.sluice.http.PollHandler;
import dev.sluice.http.RequestPublisher;
import dev.sluice.http.ResponsesApi;
import dev.sluice.http.Topics;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import java.time.InstantSource;

/** What answers polls, with its own Kafka clients. Opened and closed by one thread. */
final class PollingWiring implements AutoCloseable {
  private final CommandPublisher commands;
  private final RequestTopic requests;
  private final ResponsesApi api;

  PollingWiring(
      TopicNames topics,
      KafkaClients clients,
      RegistrySerdes wire,
      ApiKeys keys,
      PollHandler polls,
      InstantSource clock) {
    commands =
        new CommandPublisher(
            topics.commands(), CommandPublisher.producer(clients.producer()), wire, clock);
    requests =
        new RequestTopic(topics.requests(), () -> RequestTopic.consumer(clients.consumer()), wire);
    api = new ResponsesApi(keys, polls, commands, requests, clock);
  }

  ResponsesApi api() {
    return api;
  }

  Topics topics(RequestPublisher publisher) {
    return new Topics(publisher, commands, requests);
  }

  @Override
  public void close() {
    commands.close();
    requests.close();
  }
}
