package dev.sluice.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a failure's own type as a JSON object: the components of its record except the
 * facts, in snake case. Omits empty ones. Stateless; any thread.
 */
final class FailureDetails {

  private FailureDetails() {}

  /** Null if the failure has no fields of its own. */
  static @Nullable String of(Failure failure) {
    ObjectNode details = Json.object();
    for (RecordComponent field : fields(failure)) {
      Object value = get(field, failure);
      if (!isEmpty(value)) {
        details.set(name(field), Json.MAPPER.valueToTree(value));
      }
    }
    return details.isEmpty() ? null : details.toString();
  }

  /** A field that is missing or has the wrong type counts as empty. */
  static Failure read(FailureType type, FailureFacts facts, @Nullable String details) {
    Failure bare = Failure.of(type, facts);
    JsonNode json = details == null ? null : parse(details);
    if (json == null || !json.isObject() || fields(bare).isEmpty()) {
      return bare;
    }
    RecordComponent[] components = bare.getClass().getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(
                component -> {
                  Object read = value(component, json);
                  return read == null ? get(component, bare) : read;
                })
            .toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (Failure) bare.getClass().getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record has its canonical constructor", impossible);
    }
  }

  /** The components other than the facts. */
  static List<RecordComponent> fields(Failure failure) {
    return Arrays.stream(failure.getClass().getRecordComponents())
        .filter(component -> component.getType() != FailureFacts.class)
        .toList();
  }

  static String name(RecordComponent field) {
    return field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static @Nullable JsonNode parse(String details) {
    try {
      return Json.MAPPER.readTree(details);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  /** Null if the details have no such field, or one of another type. */
  private static @Nullable Object value(RecordComponent component, JsonNode details) {
    return component.getType() == FailureFacts.class
        ? null
        : value(component.getType(), details.path(name(component)));
  }

  private static @Nullable Object value(Class<?> type, JsonNode json) {
    if (type == String.class) {
      return json.textValue();
    }
    if (type == boolean.class) {
      return json.isBoolean() ? json.booleanValue() : null;
    }
    if (type == Long.class) {
      return json.isIntegralNumber() && json.canConvertToLong() ? json.longValue() : null;
    }
    if (type == List.class) {
      return areTexts(json) && json.isArray()
          ? StreamSupport.stream(json.spliterator(), false).map(JsonNode::textValue).toList()
          : null;
    }
    if (type == Map.class) {
      Map<String, String> texts = new LinkedHashMap<>();
      json.properties().forEach(field -> texts.put(field.getKey(), field.getValue().textValue()));
      return areTexts(json) && json.isObject() ? texts : null;
    }
    throw new IllegalStateException("a failure's field can't be a " + type);
  }

  private static boolean areTexts(JsonNode many) {
    return StreamSupport.stream(many.spliterator(), false).allMatch(JsonNode::isTextual);
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null
        || value.equals(false)
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static @Nullable Object get(RecordComponent component, Failure failure) {
    try {
      return component.getAccessor().invoke(failure);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record's accessors are public", impossible);
    }
  }
}
