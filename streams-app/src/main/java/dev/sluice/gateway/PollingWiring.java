package dev.sluice.gateway;

import dev.sluice.http.ApiKeys;
import dev.sluice.http.PollHandler;
import dev.sluice.http.PublishedRequests;
import dev.sluice.http.RequestPublisher;
import dev.sluice.http.ResponsesApi;
import dev.sluice.http.Topics;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import java.time.InstantSource;
import java.util.function.Function;

/** What answers polls, with its own Kafka clients. Opened and closed by one thread. */
final class PollingWiring implements AutoCloseable {
  private final CommandPublisher commands;
  private final RequestTopic requests;
  private final PollHandler polls;
  private final ResponsesApi api;

  PollingWiring(
      TopicNames topics,
      KafkaClients clients,
      RegistrySerdes wire,
      ApiKeys keys,
      Function<PublishedRequests, PollHandler> polls,
      InstantSource clock) {
    commands =
        new CommandPublisher(
            topics.commands(), CommandPublisher.producer(clients.producer()), wire, clock);
    requests =
        new RequestTopic(topics.requests(), () -> RequestTopic.consumer(clients.consumer()), wire);
    this.polls = polls.apply(requests);
    api = new ResponsesApi(keys, this.polls, commands, requests, clock);
  }

  PollHandler polls() {
    return polls;
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
