package dev.sluice.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of the file with its location. */
sealed interface Node {

  FileLocation place();

  /** Its kind, as messages call it. */
  String kind();

  JsonNode json();

  /** Follows one step of a path; null if there is nothing. */
  default @Nullable Node at(String step) {
    return null;
  }

  /**
   * @param entries in the order of the file
   */
  record Mapping(FileLocation place, Map<String, Entry> entries) implements Node {
    public Mapping {
      entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a mapping";
    }

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().json()));
      return object;
    }

    @Override
    public @Nullable Node at(String step) {
      Entry entry = entries.get(step);
      return entry == null ? null : entry.value();
    }
  }

  /**
   * @param place of the key
   */
  record Entry(FileLocation place, Node value) {}

  record Sequence(FileLocation place, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> array.add(item.json()));
      return array;
    }

    @Override
    public @Nullable Node at(String step) {
      for (int i = 0; i < items.size(); i++) {
        if (step.equals("[" + i + "]")) {
          return items.get(i);
        }
      }
      return null;
    }
  }

  /**
   * @param text after the environment's variables were inserted
   * @param quotable whether messages may show the text: not if a variable may have put a secret
   *     into it
   */
  record Scalar(FileLocation place, String text, JsonNode json, boolean quotable) implements Node {
    @Override
    public String kind() {
      return quotable ? "'" + text + "'" : "this value";
    }

    @Override
    public String toString() {
      return "Scalar[place=" + place + ", text=***]";
    }
  }

  /** A key without a value. */
  record Nothing(FileLocation place) implements Node {
    @Override
    public String kind() {
      return "nothing";
    }

    @Override
    public JsonNode json() {
      return JsonNodeFactory.instance.nullNode();
    }
  }

  /** A value with a mistake that was already reported. */
  record Broken(FileLocation place) implements Node {
    @Override
    public String kind() {
      return "a mistake";
    }

    @Override
    public JsonNode json() {
      return JsonNodeFactory.instance.nullNode();
    }
  }
}
