package dev.sluice.guardrail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one guardrail, a JSON object, with the mistakes found in them. A setting that is
 * never read is a mistake. Confined to the thread that creates the guardrail.
 */
public final class GuardrailSettings {

  private final JsonNode settings;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  private GuardrailSettings(JsonNode settings) {
    this.settings = settings;
  }

  /** Null if the text is not a JSON object. */
  static @Nullable GuardrailSettings parse(String text) {
    try {
      JsonNode read = Json.MAPPER.readTree(text);
      return read != null && read.isObject() ? new GuardrailSettings(read) : null;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  /** A list of texts, or a single one; empty if there is none. */
  public List<String> texts(String name) {
    JsonNode value = ask(name);
    List<String> texts = new ArrayList<>();
    if (value != null && value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        if (value.get(i).isTextual()) {
          texts.add(value.get(i).textValue());
        } else {
          refuse(name + "[" + i + "]", "expected a text");
        }
      }
    } else if (value != null && value.isTextual()) {
      texts.add(value.textValue());
    } else if (value != null) {
      refuse(name, "expected a list of texts");
    }
    return List.copyOf(texts);
  }

  /** A text. */
  public String text(String name, String otherwise) {
    JsonNode value = ask(name);
    if (value != null && !value.isTextual()) {
      refuse(name, "expected a text");
    }
    return (value == null || !value.isTextual()) ? otherwise : value.textValue();
  }

  /** One of these texts; the first one if there is none. */
  public String choice(String name, String first, String... others) {
    String text = text(name, first);
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    if (!all.contains(text)) {
      refuse(name, "expected one of " + String.join(", ", all));
      return first;
    }
    return text;
  }

  /** A whole number from 1; empty if there is none. */
  public OptionalLong amount(String name) {
    JsonNode value = ask(name);
    if (value != null && (!value.canConvertToExactIntegral() || value.longValue() < 1)) {
      refuse(name, "expected a whole number of 1 or more");
      return OptionalLong.empty();
    }
    return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
  }

  /** Yes or no. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode value = ask(name);
    if (value != null && !value.isBoolean()) {
      refuse(name, "expected true or false");
    }
    return (value == null || !value.isBoolean()) ? otherwise : value.booleanValue();
  }

  /**
   * The whole object as text, for kinds that parse it themselves: then every setting counts as
   * read.
   */
  public String json() {
    settings.fieldNames().forEachRemaining(asked::add);
    return settings.toString();
  }

  /**
   * Reports an invalid setting.
   *
   * @param name where, such as {@code patterns[1]}
   * @param reason for the operator
   */
  public void refuse(String name, String reason) {
    problems.add("." + name + ": " + reason);
  }

  /** All mistakes, each as {@code place: reason} with a place below the settings. */
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    for (Iterator<String> names = settings.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!asked.contains(name)) {
        all.add("." + name + ": this kind has no such setting; it has " + String.join(", ", asked));
      }
    }
    return all;
  }

  private @Nullable JsonNode ask(String name) {
    asked.add(name);
    JsonNode value = settings.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
