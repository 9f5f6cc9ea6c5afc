package dev.sluice.provider.errors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of an error that no rule knew, without anything that a request may have said: the fields
 * of its body with their types, and codes that look like codes. Operators can report it.
 */
public record ErrorShape(int status, String fields, String codes) {
  private static final int MOST_FIELDS = 40;
  private static final int DEEPEST = 5;

  /** Those that say no more than "bad request" or "not allowed". */
  private static final Set<Integer> UNSPECIFIC = Set.of(400, 403, 406, 409, 412, 413, 422);

  private static final Set<Integer> SPECIFIC =
      Set.of(401, 402, 404, 405, 407, 408, 410, 415, 424, 425, 429, 451, 498, 499);

  private static final Pattern NAME = Pattern.compile("[A-Za-z_$@][\\w$@.-]{0,40}");

  /** A word of a vendor's vocabulary rather than a sentence, a key, or an ID. */
  private static final Pattern CODE =
      Pattern.compile(
          "(?:\\d{1,6}|[A-Z][A-Z_]{2,40}|[a-z]{2,20}(?:[_.][a-z]{2,20}){0,6}|[A-Z][A-Za-z]{3,40})");

  /** Null where a rule knows the error, or its status tells enough, or it is none. */
  public static @Nullable ErrorShape of(
      int status, @Nullable JsonNode json, String body, ErrorClassifier classifier) {
    boolean isUnspecific =
        UNSPECIFIC.contains(status)
            || (status >= 400 && status < 500 && !SPECIFIC.contains(status));
    if (!isUnspecific) {
      return null;
    }
    ProviderError error = ErrorReader.read(json, body);
    if (classifier.recognised(status, error) != null) {
      return null;
    }
    Set<String> fields = new TreeSet<>();
    if (json == null) {
      fields.add(body.isBlank() ? "empty" : body.strip().startsWith("<") ? "markup" : "text");
    } else {
      collect(json, "", fields, 0);
    }
    return new ErrorShape(
        status,
        fields.stream().limit(MOST_FIELDS).collect(Collectors.joining(" ")),
        error.names().stream()
            .filter(name -> CODE.matcher(name).matches())
            .sorted()
            .limit(MOST_FIELDS)
            .collect(Collectors.joining(" ")));
  }

  private static void collect(JsonNode node, String path, Set<String> fields, int depth) {
    if (depth > DEEPEST || fields.size() > MOST_FIELDS) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                String name = NAME.matcher(field.getKey()).matches() ? field.getKey() : "?";
                collect(
                    field.getValue(), path.isEmpty() ? name : path + "." + name, fields, depth + 1);
              });
    } else if (node.isArray() && !node.isEmpty()) {
      collect(node.get(0), path + "[]", fields, depth + 1);
    } else {
      fields.add(path + ":" + node.getNodeType().name().toLowerCase(Locale.ROOT));
    }
  }
}
