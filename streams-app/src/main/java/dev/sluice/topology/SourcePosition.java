package dev.sluice.topology;

import dev.sluice.v1.Source;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The position of the input record that an event results from. */
record SourcePosition(String topic, int partition, long offset) implements PoisonKey {

  static SourcePosition of(RecordMetadata metadata) {
    return new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset());
  }

  /** Unique among all records. */
  String name() {
    return topic + "-" + partition + "@" + offset;
  }

  Source source(Sequence place) {
    return new Source(topic, partition, offset, place.last(), place.decided());
  }
}
