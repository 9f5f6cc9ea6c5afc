package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.client.Event;
import dev.sluice.wire.AvroRowCodec;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON for people and their tools: omits empty fields; times are ISO-8601, bytes
 * Base64. Pure.
 */
final class EventJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private EventJson() {}

  /** Prints on one line: the position, then the record. */
  static ObjectNode of(Event event) {
    ObjectNode json =
        JSON.objectNode()
            .put("topic", event.topic())
            .put("partition", event.partition())
            .put("offset", event.offset())
            .put("tenant", event.tenant())
            .put("timestamp", event.timestamp().toString());
    SpecificRecord value = event.value();
    if (value == null) {
      return json.putNull("event");
    }
    json.put("event", value.getSchema().getName());
    json.setAll(record(value));
    return json;
  }

  private static ObjectNode record(SpecificRecord record) {
    ObjectNode json = JSON.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      JsonNode value = node(record.get(field.pos()));
      if (value != null) {
        json.set(field.name(), value);
      }
    }
    return json;
  }

  private static @Nullable JsonNode node(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof SpecificRecord record) {
      return record(record);
    }
    if (value instanceof Collection<?> items) {
      ArrayNode array = JSON.arrayNode();
      items.forEach(item -> array.add(node(item)));
      return array.isEmpty() ? null : array;
    }
    if (value instanceof Map<?, ?> pairs) {
      ObjectNode object = JSON.objectNode();
      pairs.forEach((key, each) -> object.set(String.valueOf(key), node(each)));
      return object.isEmpty() ? null : object;
    }
    if (value instanceof ByteBuffer bytes) {
      return JSON.binaryNode(AvroRowCodec.bytes(bytes));
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof Integer number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Long number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Number number) {
      return JSON.numberNode(number.doubleValue());
    }
    // texts, enum symbols, instants
    return JSON.textNode(value.toString());
  }
}
