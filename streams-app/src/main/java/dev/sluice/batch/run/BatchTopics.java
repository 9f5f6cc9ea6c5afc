package dev.sluice.batch.run;

import dev.sluice.client.ClientSession;
import dev.sluice.client.Event;
import dev.sluice.client.EventReader;
import dev.sluice.client.Publisher;
import dev.sluice.client.RequestLine;
import dev.sluice.config.Settings;
import dev.sluice.gateway.StartException;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The topics of a gateway, as far as a batch needs them: a tenant's requests and its events. */
interface BatchTopics extends AutoCloseable {

  /** Connects when it is known that there is something to do. */
  interface Connector {
    BatchTopics open() throws StartException, InterruptedException;
  }

  /** Returns when all are on the topic. */
  void publish(List<RequestLine> lines) throws StartException, InterruptedException;

  List<Event> poll(Duration timeout);

  /** What would be read next, by partition. */
  Map<String, Long> positions();

  /** Goes back to positions; false if what was there is gone. */
  boolean seek(Map<String, Long> positions);

  /** Where committed events end now, by partition. */
  Map<String, Long> ends();

  boolean hasReached(Map<String, Long> ends);

  @Override
  void close();

  static Connector kafka(Settings settings, String tenant, InstantSource clock) {
    return () -> {
      ClientSession session = ClientSession.open(settings);
      try {
        TopicNames names = session.topics();
        List<String> events = List.of(names.polling(), names.results(), names.errors());
        EventReader reader = EventReader.ofTenant(session, tenant, events, clock);
        return new Kafka(session, new Publisher(session, clock), reader);
      } catch (RuntimeException failed) {
        session.close();
        throw failed;
      }
    };
  }

  /** Those of a broker. */
  record Kafka(ClientSession session, Publisher publisher, EventReader reader)
      implements BatchTopics {

    @Override
    public void publish(List<RequestLine> lines) throws StartException, InterruptedException {
      publisher.publish(lines);
    }

    @Override
    public List<Event> poll(Duration timeout) {
      return reader.poll(timeout);
    }

    @Override
    public Map<String, Long> positions() {
      return reader.positions();
    }

    @Override
    public boolean seek(Map<String, Long> positions) {
      return reader.seek(positions);
    }

    @Override
    public Map<String, Long> ends() {
      return reader.ends();
    }

    @Override
    public boolean hasReached(Map<String, Long> ends) {
      return reader.hasReached(ends);
    }

    @Override
    public void close() {
      try (session;
          publisher) {
        reader.close();
      }
    }
  }
}
