package dev.sluice.delta;

import dev.sluice.outage.LogLimiter;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of the deltas topic, and skips those that are none. Any thread. */
final class DeltaDecoder
    implements Function<ConsumerRecord<String, byte[]>, Optional<AnswerDeltas>> {
  private static final Logger log = LoggerFactory.getLogger(DeltaDecoder.class);

  private final Deserializer<Decoded<dev.sluice.v1.AnswerDeltas>> values;
  private final LogLimiter lines = new LogLimiter();

  DeltaDecoder(Deserializer<Decoded<dev.sluice.v1.AnswerDeltas>> values) {
    this.values = values;
  }

  /**
   * @throws dev.sluice.wire.RegistryAwayException if nobody can tell its schema now
   */
  @Override
  public Optional<AnswerDeltas> apply(ConsumerRecord<String, byte[]> record) {
    Decoded<dev.sluice.v1.AnswerDeltas> decoded =
        values.deserialize(record.topic(), record.headers(), record.value());
    if (decoded instanceof Decoded.Readable<dev.sluice.v1.AnswerDeltas> readable) {
      AnswerDeltas deltas = DeltaRecords.fromRecord(readable.value());
      return deltas.pollingId().equals(EventHeaders.text(record.headers(), EventHeaders.POLLING_ID))
          ? Optional.of(deltas)
          : skipped(record, "its header names another call");
    }
    return skipped(
        record,
        decoded instanceof Decoded.Unreadable<dev.sluice.v1.AnswerDeltas> unreadable
            ? unreadable.reason()
            : "it has no value");
  }

  private Optional<AnswerDeltas> skipped(ConsumerRecord<String, byte[]> record, String reason) {
    lines.warn(
        log,
        "record",
        "the record at offset %d of %s-%d is skipped: %s"
            .formatted(record.offset(), record.topic(), record.partition(), reason));
    return Optional.empty();
  }
}
