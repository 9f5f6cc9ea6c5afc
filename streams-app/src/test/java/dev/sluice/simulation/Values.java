package dev.sluice.simulation;

import dev.sluice.topology.TopicSerdes;
import dev.sluice.wire.Decoded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The values of records; on the log there is only each one's number. */
final class Values {
  private final List<Decoded<?>> values = new ArrayList<>();

  byte @Nullable [] write(Decoded<?> value) {
    if (value instanceof Decoded.Absent) {
      return null;
    }
    values.add(value);
    return ByteBuffer.allocate(Integer.BYTES).putInt(values.size() - 1).array();
  }

  Decoded<?> read(byte @Nullable [] number) {
    return number == null ? new Decoded.Absent<>() : values.get(ByteBuffer.wrap(number).getInt());
  }

  TopicSerdes formats() {
    return new TopicSerdes(
        deserializer(),
        deserializer(),
        deserializer(),
        deserializer(),
        (topic, bytes) -> {
          throw new UnsupportedOperationException();
        },
        // nobody reads them: the view has rows of its own
        (topic, event) -> new byte[0]);
  }

  @SuppressWarnings("unchecked") // on each topic there are values of its type
  private <T extends SpecificRecord> Deserializer<Decoded<T>> deserializer() {
    return (topic, bytes) -> (Decoded<T>) read(bytes);
  }
}
