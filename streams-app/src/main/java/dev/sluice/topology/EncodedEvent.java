package dev.sluice.topology;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * An event, and the bytes that its topic takes: encoded once for its topic and the view.
 *
 * @param wire never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record EncodedEvent(SpecificRecord event, byte[] wire) {
  /** Of the topics of events. */
  static final Serializer<EncodedEvent> SERIALIZER = (topic, encoded) -> encoded.wire();
}
