package dev.sluice.topology;

import dev.sluice.v1.Source;

/** The place of an input record: what an event follows from. */
record Position(String topic, int partition, long offset) implements Suspect {

  /** Unique among all records. */
  String name() {
    return topic + "-" + partition + "@" + offset;
  }

  Source source(long seq) {
    return new Source(topic, partition, offset, seq);
  }
}
