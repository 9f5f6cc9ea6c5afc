package dev.sluice.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * A release that never was, before this one: its rows lack some fields and symbols, in the midst of
 * those that they have.
 */
public final class FormerRelease {
  /** What its rows begin with. */
  public static final byte NUMBER = 1;

  /** What this release's rows begin with beside it. */
  public static final byte NEWEST = 2;

  private static final Set<String> NEW_FIELDS = Set.of("user", "traceparent", "max_values");
  private static final Set<String> NEW_SYMBOLS = Set.of("WAITING", "DEVELOPER", "HOUR");
  private static final ObjectMapper JSON = new ObjectMapper();

  private FormerRelease() {}

  /** Of a process of this release that is told to upgrade from the former one. */
  public static RowFormats upgradeFrom() {
    return new RowFormats(FormerRelease::history, NUMBER);
  }

  /** Of a process of this release that is not told so any more. */
  public static RowFormats newest() {
    return new RowFormats(FormerRelease::history, Integer.MAX_VALUE);
  }

  private static List<RowFormat> history(Schema current) {
    return List.of(new RowFormat(NUMBER, schema(current)), new RowFormat(NEWEST, current));
  }

  /** The record's schema in the former release. */
  public static Schema schema(Schema current) {
    try {
      JsonNode json = JSON.readTree(current.toString());
      reduce(json);
      return new Schema.Parser().parse(JSON.writeValueAsString(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void reduce(JsonNode node) {
    for (Iterator<JsonNode> fields = node.path("fields").elements(); fields.hasNext(); ) {
      if (NEW_FIELDS.contains(fields.next().path("name").asText())) {
        fields.remove();
      }
    }
    for (Iterator<JsonNode> symbols = node.path("symbols").elements(); symbols.hasNext(); ) {
      if (NEW_SYMBOLS.contains(symbols.next().asText())) {
        symbols.remove();
      }
    }
    node.forEach(FormerRelease::reduce);
  }
}
