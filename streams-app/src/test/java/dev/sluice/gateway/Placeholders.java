package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares JSON with a recording of it in which placeholders stand for what differs from run to
 * run. Fields that the recording lacks are no difference: clients pass over them.
 */
final class Placeholders {
  private static final Pattern OPEN = Pattern.compile("<([a-z ]+)>|\\{([0-9]+)}");

  private static final Map<String, String> FORMS =
      Map.of(
          "digits", "[0-9]+",
          "number", "[0-9]+(\\.[0-9]+)?",
          "boolean", "true|false",
          "time", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z",
          "duration", "([0-9]+h)?([0-9]+m)?[0-9]+m?s",
          "text", ".+",
          "under way", "queued|in_progress");

  /** By their number, as they are now. */
  private final Map<String, String> ids = new HashMap<>();

  /** A text of the recording with the IDs of now. */
  String filled(String recorded) {
    return OPEN.matcher(recorded)
        .replaceAll(
            open ->
                Matcher.quoteReplacement(
                    open.group(2) == null
                        ? open.group()
                        : Objects.requireNonNull(
                            ids.get(open.group(2)), () -> open.group() + " is not known yet")));
  }

  /** Empty where nothing differs; then the IDs that were new are known. */
  List<String> differences(JsonNode recorded, JsonNode actual) {
    List<String> differences = new ArrayList<>();
    Map<String, String> found = new HashMap<>();
    compare("$", recorded, actual, found, differences);
    if (differences.isEmpty()) {
      ids.putAll(found);
    }
    return differences;
  }

  private void compare(
      String place,
      JsonNode recorded,
      JsonNode actual,
      Map<String, String> found,
      List<String> differences) {
    if (recorded.isObject() && actual.isObject()) {
      recorded
          .properties()
          .forEach(
              field ->
                  compare(
                      place + "." + field.getKey(),
                      field.getValue(),
                      actual.path(field.getKey()),
                      found,
                      differences));
    } else if (recorded.isArray() && actual.isArray() && recorded.size() == actual.size()) {
      for (int i = 0; i < recorded.size(); i++) {
        compare(place + "[" + i + "]", recorded.get(i), actual.get(i), found, differences);
      }
    } else if (!isSame(recorded, actual, found)) {
      differences.add(place + " was " + recorded + " and is " + actual);
    }
  }

  private boolean isSame(JsonNode recorded, JsonNode actual, Map<String, String> found) {
    if (!recorded.isTextual() || !OPEN.matcher(recorded.textValue()).find()) {
      return recorded.equals(actual);
    }
    String text = recorded.textValue();
    if (text.equals("<text or null>")) {
      return actual.isTextual() || actual.isNull();
    }
    return text.equals("<integer>")
        ? actual.isIntegralNumber()
        : actual.isTextual() && isOfForm(text, actual.textValue(), found);
  }

  private boolean isOfForm(String recorded, String actual, Map<String, String> found) {
    StringBuilder form = new StringBuilder();
    List<String> groups = new ArrayList<>();
    Matcher open = OPEN.matcher(recorded);
    int end = 0;
    while (open.find()) {
      form.append(Pattern.quote(recorded.substring(end, open.start())));
      String id = open.group(2);
      if (id == null) {
        form.append("(?:").append(Objects.requireNonNull(FORMS.get(open.group(1)))).append(")");
      } else if (ids.containsKey(id) || found.containsKey(id)) {
        form.append(Pattern.quote(ids.getOrDefault(id, found.get(id))));
      } else {
        groups.add(id);
        form.append("([A-Za-z0-9_-]+)");
      }
      end = open.end();
    }
    form.append(Pattern.quote(recorded.substring(end)));
    Matcher matcher = Pattern.compile(form.toString(), Pattern.DOTALL).matcher(actual);
    if (!matcher.matches()) {
      return false;
    }
    for (int i = 0; i < groups.size(); i++) {
      found.put(groups.get(i), matcher.group(i + 1));
    }
    return true;
  }
}
