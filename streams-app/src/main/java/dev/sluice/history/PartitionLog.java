package dev.sluice.history;

import dev.sluice.client.ClientSession;
import dev.sluice.replay.Arrival;
import dev.sluice.replay.RecordedEvent;
import dev.sluice.topology.Estimates;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.ProjectedReader;
import dev.sluice.wire.TopicNames;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What one partition of the topics held when reading began, in its order. One thread. */
final class PartitionLog implements AutoCloseable {
  private final TopicReader reader;
  private final List<Heads> events;
  private final Arrivals arrivals;
  private final ProjectedReader requests;
  private final ClientSession session;
  private final String requestsTopic;
  private final long toMs;
  private @Nullable Arrival next;
  private boolean begun;

  /** One topic's events, the next one first. */
  private static final class Heads {
    final String topic;
    final Function<ConsumerRecord<String, byte[]>, @Nullable RecordedEvent> decode;
    @Nullable RecordedEvent head;

    Heads(String topic, Function<ConsumerRecord<String, byte[]>, @Nullable RecordedEvent> decode) {
      this.topic = topic;
      this.decode = decode;
    }

    long seq() {
      return head == null ? Long.MAX_VALUE : head.place().seq();
    }
  }

  /**
   * @param toMs requests from then on are not read
   */
  PartitionLog(ClientSession session, int partition, Estimates estimates, long toMs) {
    TopicNames names = session.topics();
    this.session = session;
    this.toMs = toMs;
    this.requestsTopic = names.requests();
    this.arrivals = new Arrivals(names.requests(), estimates);
    this.requests = session.projected(Projections.REQUESTS);
    RecordedEvents recorded = new RecordedEvents(names.requests());
    ProjectedReader polling = session.projected(Projections.POLLING);
    ProjectedReader results = session.projected(Projections.RESULTS);
    ProjectedReader errors = session.projected(Projections.ERRORS);
    this.events =
        List.of(
            new Heads(names.polling(), decoder(polling, recorded::ofPolling)),
            new Heads(names.results(), decoder(results, recorded::ofResult)),
            new Heads(names.errors(), decoder(errors, recorded::ofError)));
    this.reader =
        new TopicReader(
            session,
            partition,
            List.of(names.requests(), names.polling(), names.results(), names.errors()));
  }

  private static Function<ConsumerRecord<String, byte[]>, @Nullable RecordedEvent> decoder(
      ProjectedReader reader, Function<GenericRecord, @Nullable RecordedEvent> convert) {
    return record -> {
      GenericRecord read = reader.read(record.value());
      return read == null ? null : convert.apply(read);
    };
  }

  Iterator<RecordedEvent> events() {
    events.forEach(this::advance);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return earliest().head != null;
      }

      @Override
      public RecordedEvent next() {
        Heads heads = earliest();
        RecordedEvent head = heads.head;
        if (head == null) {
          throw new NoSuchElementException();
        }
        advance(heads);
        return head;
      }
    };
  }

  private Heads earliest() {
    Heads earliest = events.get(0);
    for (Heads each : events) {
      earliest = each.seq() < earliest.seq() ? each : earliest;
    }
    return earliest;
  }

  private void advance(Heads heads) {
    heads.head = null;
    while (heads.head == null) {
      ConsumerRecord<String, byte[]> record = reader.next(heads.topic);
      if (record == null) {
        return;
      }
      heads.head = heads.decode.apply(record);
    }
  }

  Iterator<Arrival> arrivals() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        if (!begun) {
          begun = true;
          next = following();
        }
        return next != null;
      }

      @Override
      public Arrival next() {
        Arrival now = hasNext() ? next : null;
        if (now == null) {
          throw new NoSuchElementException();
        }
        next = following();
        return now;
      }
    };
  }

  private @Nullable Arrival following() {
    ConsumerRecord<String, byte[]> record = reader.next(requestsTopic);
    if (record == null || record.timestamp() >= toMs) {
      return null;
    }
    Arrivals.At at = new Arrivals.At(record.partition(), record.offset(), record.timestamp());
    Supplier<@Nullable CompletionRequest> whole = () -> session.request(record.value());
    return arrivals.of(at, record.key(), record.headers(), requests.read(record.value()), whole);
  }

  @Override
  public void close() {
    reader.close();
  }
}
