package dev.sluice.view;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.AvroRowCodec;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Reads each of the view's topics by its name, in place of a schema registry. */
final class EventSerde implements Serde<SpecificRecord> {
  private final AvroRowCodec<PollingEvent> polling =
      new AvroRowCodec<>(PollingEvent.getClassSchema());
  private final AvroRowCodec<CompletionResult> results =
      new AvroRowCodec<>(CompletionResult.getClassSchema());
  private final AvroRowCodec<ErrorRecord> errors = new AvroRowCodec<>(ErrorRecord.getClassSchema());

  @Override
  public Serializer<SpecificRecord> serializer() {
    return (topic, event) -> {
      if (event instanceof PollingEvent pollingEvent) {
        return polling.encode(pollingEvent);
      }
      return event instanceof CompletionResult result
          ? results.encode(result)
          : errors.encode((ErrorRecord) event);
    };
  }

  @Override
  public Deserializer<SpecificRecord> deserializer() {
    return (topic, bytes) -> {
      if (topic.endsWith("polling")) {
        return polling.decode(bytes);
      }
      return topic.endsWith("results") ? results.decode(bytes) : errors.decode(bytes);
    };
  }
}
