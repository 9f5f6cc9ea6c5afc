package dev.sluice.provider.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands around and inside the words of an error. Pure. */
final class ErrorTexts {
  /** The most characters of a text that are looked at. */
  static final int SEARCHED = 4096;

  private static final int MOST_TRIES = 4;

  /** Python's way to write a dictionary is near enough: LiteLLM and others pass it on. */
  private static final ObjectReader LENIENT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build()
          .reader();

  private static final Pattern PYTHON_VALUE =
      Pattern.compile("(?<=[:\\[,] ?)(None|True|False)(?=[,}\\]])");

  /**
   * What gateways, SDKs and servers put before another's message: a path, a status, the name of an
   * exception, of an RPC or of a layer.
   */
  private static final Pattern WRAPPING =
      Pattern.compile(
          "\\s*(?:/\\S{1,80}: "
              + "|\\w{1,40}_(?:messages|responses|completions?): "
              + "|<\\d{3}>\\s*"
              + "|HTTP(?: error)? \\d{3}:? "
              + "|Error code: \\d{3}(?: -|:)? ?"
              + "|\\d{3} (?=\\{)"
              + "|Error: "
              + "|(?:[\\w.]{1,60}\\.)?(\\w{1,60}(?:Error|Exception))(?::| -)\\s*"
              + "|[\\w.]{1,80}InvalidParameter: "
              + "|An error occurred(?: \\((\\w{1,60})\\))?(?: when calling the \\w+ operation)?"
              + "(?: \\([^)]{1,60}\\))?: "
              + "|rpc error: code = \\w{1,30} desc = "
              + "|(?:Bad request|Invalid request|Input validation error|Validation error"
              + "|Provider returned error|Upstream error(?: from \\w+)?|Internal server error"
              + "|Authentication Error)[:;,] )",
          Pattern.CASE_INSENSITIVE);

  /** A quotation that begins after such a word is what the request said. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "\\b(value|values|got|not|received|input|name|named|parameter|argument|property|text"
              + "|string|tool|function|enum|schema|key|field)\\b([=:,]? ?)"
              + "(?:'[^']{1,2000}'|\"[^\"]{1,2000}\"|`[^`]{1,2000}`)",
          Pattern.CASE_INSENSITIVE);

  private ErrorTexts() {}

  static String searched(String text) {
    return text.length() > SEARCHED ? text.substring(0, SEARCHED) : text;
  }

  /** The JSON that a text ends with, or has in it; null if it has none. */
  static @Nullable Embedded embedded(String text) {
    String begin = searched(text);
    int from = 0;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      int open = begin.indexOf('{', from);
      if (open < 0) {
        return null;
      }
      JsonNode json = json(text.substring(open));
      if (json != null && json.isObject() && !json.isEmpty()) {
        int bracket = begin.substring(0, open).stripTrailing().length() - 1;
        boolean inList = bracket >= 0 && begin.charAt(bracket) == '[';
        return new Embedded(begin.substring(0, inList ? bracket : open), json);
      }
      from = open + 1;
    }
    return null;
  }

  private static @Nullable JsonNode json(String text) {
    String plain = text.indexOf('\'') < 0 ? text : python(text);
    try {
      return LENIENT.readTree(plain);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  private static String python(String text) {
    return PYTHON_VALUE
        .matcher(text)
        .replaceAll(
            found ->
                switch (found.group(1)) {
                  case "True" -> "true";
                  case "False" -> "false";
                  default -> "null";
                });
  }

  /**
   * @param before the text before it
   */
  record Embedded(String before, JsonNode json) {}

  /**
   * A text without what others wrapped around it.
   *
   * @param exceptions the names of exceptions in the wrapping
   */
  record Peeled(String text, List<String> exceptions) {}

  static Peeled peeled(String text) {
    List<String> exceptions = new ArrayList<>();
    Matcher wrapping = WRAPPING.matcher(text);
    int begin = 0;
    while (begin < text.length() && wrapping.region(begin, text.length()).lookingAt()) {
      for (int group = 1; group <= wrapping.groupCount(); group++) {
        if (wrapping.group(group) != null) {
          exceptions.add(wrapping.group(group));
        }
      }
      begin = wrapping.end();
    }
    return new Peeled(text.substring(begin).strip(), exceptions);
  }

  /** The text without what it quotes of the request. */
  static String withoutQuotations(String text) {
    return QUOTED.matcher(text).replaceAll("$1$2''");
  }
}
