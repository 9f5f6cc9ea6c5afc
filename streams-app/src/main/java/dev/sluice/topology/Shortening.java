package dev.sluice.topology;

import dev.sluice.wire.AvroTrust;
import dev.sluice.wire.TextLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes records smaller: long texts and bytes keep their beginning, long lists their first items. A
 * record that says so of itself is marked as truncated. Names are shorter than any of the limits
 * and stay whole. Pure.
 *
 * @param maxText the most UTF-16 units of a text and bytes of a byte string, 512 or more
 * @param maxItems the most items of a list or map, 1 or more
 */
record Shortening(int maxText, int maxItems) {
  /** From hardly any loss to what fits into the smallest record that may be configured. */
  static final List<Shortening> STEPS =
      List.of(
          new Shortening(64 << 10, 1_000),
          new Shortening(16 << 10, 256),
          new Shortening(4 << 10, 64),
          new Shortening(1 << 10, 16),
          new Shortening(512, 4));

  /** JSON, whose beginning nobody could read. */
  private static final Set<String> WHOLE_OR_NOT_AT_ALL = Set.of("details");

  /** Signed parts, of which a provider wants all or none. */
  private static final Set<String> WHOLE_LISTS = Set.of("provider_states");

  private static final Set<String> MARKS = Set.of("truncated", "body_truncated");

  static {
    AvroTrust.establish();
  }

  Shortening {
    if (maxText < 2 * TextLimits.MAX_NAME || maxItems < 1) {
      throw new IllegalArgumentException("names must stay whole");
    }
  }

  @SuppressWarnings("unchecked") // of the same schema, so of the same class
  <T extends SpecificRecord> T of(T record) {
    return (T) shortened(record);
  }

  private IndexedRecord shortened(IndexedRecord record) {
    Schema schema = record.getSchema();
    IndexedRecord copy = (IndexedRecord) SpecificData.get().newRecord(null, schema);
    boolean cut = false;
    for (Schema.Field field : schema.getFields()) {
      Object value = record.get(field.pos());
      boolean emptied = isCut(field, value);
      cut |= isLong(value) || emptied;
      boolean dropped = isLong(value) && WHOLE_OR_NOT_AT_ALL.contains(field.name());
      copy.put(field.pos(), dropped ? null : emptied ? List.of() : shortened(value));
    }
    for (Schema.Field field : schema.getFields()) {
      if (cut && MARKS.contains(field.name())) {
        copy.put(field.pos(), true);
      }
    }
    return copy;
  }

  /** Whether the list holds what is useless in part, and does not fit whole. */
  private boolean isCut(Schema.Field field, @Nullable Object value) {
    return WHOLE_LISTS.contains(field.name())
        && value instanceof Collection<?> items
        && (items.size() > maxItems
            || items.stream()
                .anyMatch(
                    item ->
                        item instanceof IndexedRecord state && !shortened(state).equals(state)));
  }

  private boolean isLong(@Nullable Object value) {
    return (value instanceof String text && text.length() > maxText)
        || (value instanceof ByteBuffer bytes && bytes.remaining() > maxText);
  }

  private @Nullable Object shortened(@Nullable Object value) {
    if (value instanceof String text) {
      return TextLimits.beginning(text, maxText);
    }
    if (value instanceof ByteBuffer bytes) {
      return bytes.slice(bytes.position(), Math.min(bytes.remaining(), maxText));
    }
    if (value instanceof IndexedRecord record) {
      return shortened(record);
    }
    if (value instanceof Collection<?> items) {
      List<@Nullable Object> first = new ArrayList<>();
      items.stream().limit(maxItems).forEach(item -> first.add(shortened(item)));
      return first;
    }
    if (value instanceof Map<?, ?> pairs) {
      Map<Object, @Nullable Object> first = new LinkedHashMap<>();
      pairs.entrySet().stream()
          .limit(maxItems)
          .forEach(
              pair ->
                  first.put(
                      TextLimits.beginning(pair.getKey().toString(), maxText),
                      shortened(pair.getValue())));
      return first;
    }
    return value;
  }
}
