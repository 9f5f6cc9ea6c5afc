package dev.sluice.gateway.overview;

import dev.sluice.store.v1.WebhookRow;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The topics that tell of calls, and how their records are read. One thread. */
public final class StoryTopics {
  private final Map<String, Deserializer<? extends Decoded<? extends SpecificRecord>>> formats =
      new LinkedHashMap<>();
  private final List<String> searched;
  private final String webhooks;
  private final AvroRowCodec<WebhookRow> webhookRows =
      new AvroRowCodec<>(WebhookRow.getClassSchema());

  /**
   * @param webhooks the changelog of those that are pending
   */
  public StoryTopics(TopicNames names, String webhooks, RegistrySerdes wire) {
    this.webhooks = webhooks;
    this.searched = List.of(names.polling(), names.results(), names.errors());
    formats.put(names.polling(), wire.deserializer(PollingEvent.class));
    formats.put(names.results(), wire.deserializer(CompletionResult.class));
    formats.put(names.errors(), wire.deserializer(ErrorRecord.class));
    formats.put(names.attempts(), wire.deserializer(AttemptOutcome.class));
  }

  List<String> ofCalls() {
    List<String> all = new ArrayList<>(formats.keySet());
    all.add(webhooks);
    return all;
  }

  List<String> searched() {
    return searched;
  }

  /** Whether a record is of that call; where a webhook goes, a key alone tells of it. */
  Predicate<ConsumerRecord<?, ?>> of(String pollingId) {
    Set<String> webhookIds = WebhookSteps.eventIds(pollingId);
    return record -> {
      String key = String.valueOf(record.key());
      return record.topic().equals(webhooks)
          ? webhookIds.contains(key.substring(key.lastIndexOf('/') + 1))
          : pollingId.equals(EventHeaders.text(record.headers(), EventHeaders.POLLING_ID));
    };
  }

  /**
   * An event with its key and its time on the topic.
   *
   * @param event null where a webhook has come to its end
   */
  record Told(String key, long at, @Nullable SpecificRecord event) {}

  /** Those that can be read, in their order. */
  List<Told> events(List<ConsumerRecord<String, byte[]>> records) {
    List<Told> events = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      String key = String.valueOf(record.key());
      if (record.topic().equals(webhooks)) {
        byte[] row = record.value();
        events.add(new Told(key, record.timestamp(), row == null ? null : webhookRows.decode(row)));
        continue;
      }
      Deserializer<? extends Decoded<? extends SpecificRecord>> format =
          formats.get(record.topic());
      if (format != null
          && format.deserialize(record.topic(), record.value())
              instanceof Decoded.Readable<? extends SpecificRecord> readable) {
        events.add(new Told(key, record.timestamp(), readable.value()));
      }
    }
    return events;
  }
}
