package dev.sluice.http.openai;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that an endpoint has for the fields of a published request, so that errors found in the
 * record name what the client wrote. Immutable; any thread.
 *
 * @param fields the endpoint's names by those of the record; of a field in it the nearest counts
 * @param parts the same for fields of a message, {@code parts} among them
 * @param conversation the field that holds the messages
 * @param messages where in the body each message was; beyond them it is somewhere in {@code
 *     conversation}
 */
public record FieldNames(
    Map<String, String> fields,
    Map<String, String> parts,
    String conversation,
    List<String> messages) {
  private static final String STEPS = "(?:\\.\\w+|\\[\\d+\\])";

  /** A path in a text; a single name only where a text begins with it, or lists it. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w.])[a-z_]+" + STEPS + "+|(?:^|(?<=; ))[a-z_]+(?=:? )");

  private static final Pattern MESSAGE = Pattern.compile("messages\\[(\\d+)\\](.*)");
  private static final Pattern STEP = Pattern.compile("(\\.?)(\\w+)((?:\\[\\d+\\])*)");

  public FieldNames {
    fields = Map.copyOf(fields);
    parts = Map.copyOf(parts);
    messages = List.copyOf(messages);
  }

  /** The same error, with the endpoint's names in its message and as its parameter. */
  public ApiError in(ApiError error) {
    String param = error.param();
    return new ApiError(
        error.status(),
        PATH.matcher(error.message())
            .replaceAll(path -> Matcher.quoteReplacement(of(path.group()))),
        error.type(),
        param == null ? null : of(param),
        error.code(),
        error.retryAfter());
  }

  /** Names that the record does not have stay as they are. */
  String of(String path) {
    Matcher message = MESSAGE.matcher(path);
    if (message.matches()) {
      return message(message.group(1)) + STEP.matcher(message.group(2)).replaceAll(this::step);
    }
    for (String known = path; !known.isEmpty(); known = shorter(known)) {
      String name = fields.get(known);
      if (name != null) {
        return name + path.substring(known.length());
      }
    }
    return path;
  }

  private String message(String number) {
    // of a list that is too long for a number there is no such message either
    int index = number.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(number);
    return index < messages.size() ? messages.get(index) : conversation;
  }

  private String step(MatchResult step) {
    String name = parts.getOrDefault(step.group(2), step.group(2));
    return Matcher.quoteReplacement(step.group(1) + name + step.group(3));
  }

  private static String shorter(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }
}
