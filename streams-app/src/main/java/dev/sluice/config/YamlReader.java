package dev.sluice.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads one YAML document into a tree with locations and the environment's variables inserted.
 * Refuses duplicate keys. Supports anchors and aliases, but not merge keys.
 */
final class YamlReader {
  private final ConfigErrors report;
  private final Variables variables;
  private final YAMLParser parser;
  private final Map<String, Node> anchors = new HashMap<>();

  private YamlReader(ConfigErrors report, Variables variables, YAMLParser parser) {
    this.report = report;
    this.variables = variables;
    this.parser = parser;
  }

  /** The file's root; null if the report says why there is none. */
  static Node.@Nullable Mapping read(String yaml, Variables variables, ConfigErrors report) {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      return new YamlReader(report, variables, parser).document();
    } catch (JsonProcessingException notYaml) {
      report.add(SettingPath.ROOT, placeOf(notYaml), "not YAML: " + problem(notYaml));
      return null;
    } catch (IOException impossible) {
      throw new IllegalStateException("a string can be read", impossible);
    }
  }

  private Node.@Nullable Mapping document() throws IOException {
    if (parser.nextToken() == null || parser.currentToken() == JsonToken.VALUE_NULL) {
      report.add(SettingPath.ROOT, FileLocation.FILE, "the file is empty");
      return null;
    }
    Node root = node(SettingPath.ROOT);
    if (!(root instanceof Node.Mapping mapping)) {
      report.add(SettingPath.ROOT, root.place(), "expected settings, one `name: value` a line");
      return null;
    }
    if (parser.nextToken() != null) {
      report.add(SettingPath.ROOT, here(), "a second document begins here; the file must hold one");
    }
    return mapping;
  }

  private Node node(SettingPath path) throws IOException {
    String anchor = parser.getObjectId();
    boolean alias = parser.isCurrentAlias();
    Node node =
        switch (parser.currentToken()) {
          case START_OBJECT -> mapping(path);
          case START_ARRAY -> sequence(path);
          case VALUE_NULL -> new Node.Nothing(here());
          default -> alias ? aliased(path) : scalar(path);
        };
    if (anchor != null && !alias) {
      anchors.put(anchor, node);
    }
    return node;
  }

  private Node mapping(SettingPath path) throws IOException {
    FileLocation place = here();
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      FileLocation keyPlace = here();
      String key = parser.currentName();
      parser.nextToken();
      Node value = node(path.child(key));
      Node.Entry first = entries.putIfAbsent(key, new Node.Entry(keyPlace, value));
      if (first != null) {
        report.add(
            path,
            path.child(key),
            keyPlace,
            "the key '" + key + "' is already at line " + first.place().line());
      }
    }
    return new Node.Mapping(place, entries);
  }

  private Node sequence(SettingPath path) throws IOException {
    FileLocation place = here();
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(path.item(items.size())));
    }
    return new Node.Sequence(place, items);
  }

  private Node aliased(SettingPath path) throws IOException {
    Node node = anchors.get(parser.getText());
    if (node == null) {
      report.add(path, here(), "the alias '*" + parser.getText() + "' has no anchor before it");
      return new Node.Broken(here());
    }
    return node;
  }

  private Node scalar(SettingPath path) throws IOException {
    String text = parser.getText();
    if (!Variables.areIn(text)) {
      return new Node.Scalar(here(), text, json(text), true);
    }
    try {
      String resolved = variables.resolve(text);
      return new Node.Scalar(here(), resolved, JsonNodeFactory.instance.textNode(resolved), false);
    } catch (BadValueException e) {
      report.add(path, here(), e.problem());
      return new Node.Broken(here());
    }
  }

  private JsonNode json(String text) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE, VALUE_FALSE ->
          JsonNodeFactory.instance.booleanNode(parser.getBooleanValue());
      case VALUE_NUMBER_INT -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
      default -> JsonNodeFactory.instance.textNode(text);
    };
  }

  private FileLocation here() {
    return FileLocation.of(parser.currentTokenLocation());
  }

  private static FileLocation placeOf(JsonProcessingException notYaml) {
    JsonLocation location = notYaml.getLocation();
    return location == null ? FileLocation.FILE : FileLocation.of(location);
  }

  /** The parser's message without its excerpt of the file, which may hold a secret. */
  private static String problem(JsonProcessingException notYaml) {
    for (Throwable t = notYaml; t != null; t = t.getCause()) {
      if (t instanceof MarkedYAMLException marked && marked.getProblem() != null) {
        return marked.getProblem();
      }
    }
    return "it can't be parsed; is it a text file?";
  }
}
