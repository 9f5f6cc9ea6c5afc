package dev.sluice.client;

import dev.sluice.access.KafkaFaults;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.Refusals;
import dev.sluice.gateway.StartException;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.TenantPartition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/** Publishes requests as any client would. One thread. */
public final class Publisher implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<String, byte[]> producer;
  private final Serializer<CompletionRequest> requests;
  private final KafkaFaults faults;
  private final InstantSource clock;

  public Publisher(ClientSession session, InstantSource clock) {
    this.topic = session.topics().requests();
    this.producer = session.producer();
    this.requests = session.wire().serializer(CompletionRequest.class);
    this.faults = session.faults();
    this.clock = clock;
  }

  private record Sent(RequestLine line, Instant at, Future<RecordMetadata> place) {}

  /**
   * Returns when all are on the topic, those of one tenant in the given order.
   *
   * @throws StartException if the registry doesn't know the schema or is away, or the broker
   *     refuses a record
   */
  public List<Published> publish(List<RequestLine> lines)
      throws StartException, InterruptedException {
    return publish(lines, Duration.ZERO);
  }

  /** The same, with a pause after each. */
  public List<Published> publish(List<RequestLine> lines, Duration pause)
      throws StartException, InterruptedException {
    List<byte[]> values = new ArrayList<>();
    for (RequestLine line : lines) {
      values.add(bytes(line));
    }
    try {
      // otherwise one-time costs would count as the first request's latency
      int partitions = producer.partitionsFor(topic).size();
      List<Sent> sent = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        RequestLine line = lines.get(i);
        sent.add(
            new Sent(
                line,
                clock.instant(),
                producer.send(record(line.tenant(), values.get(i), partitions))));
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      }
      producer.flush();
      List<Published> published = new ArrayList<>();
      for (Sent each : sent) {
        RecordMetadata place = each.place().get();
        published.add(new Published(each.line(), place.partition(), place.offset(), each.at()));
      }
      return published;
    } catch (ExecutionException refused) {
      throw notPublished(Objects.requireNonNullElse(refused.getCause(), refused));
    } catch (KafkaException refused) {
      throw notPublished(refused);
    }
  }

  /** With its partition: pass-through settings may name any partitioner. */
  private ProducerRecord<String, byte[]> record(String tenant, byte[] value, int partitions) {
    return new ProducerRecord<>(topic, TenantPartition.of(tenant, partitions), tenant, value);
  }

  private byte[] bytes(RequestLine line) throws StartException {
    byte[] raw = line.raw();
    if (raw != null) {
      return raw;
    }
    try {
      return requests.serialize(topic, line.request());
    } catch (RegistryAwayException away) {
      throw new StartException(ExitStatus.REGISTRY_AWAY, String.valueOf(away.getMessage()), away);
    } catch (SerializationException unknown) {
      throw new StartException(
          ExitStatus.SCHEMAS_REFUSED, String.valueOf(unknown.getMessage()), unknown);
    }
  }

  private StartException notPublished(Throwable why) {
    return Refusals.orAway(faults, why, "can't publish to " + topic);
  }

  @Override
  public void close() {
    producer.close();
  }
}
