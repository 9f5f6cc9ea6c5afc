package dev.sluice.bench.rig;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How the provider answers those that call it under this script's path.
 *
 * @param delay before it answers
 * @param answerCharacters the length of the answer's text
 * @param failEvery each so many-th call fails with {@code failStatus}; 0 for none
 * @param form what its answers look like, whatever was asked
 * @param pace of a {@link Form#CHAT_STREAM}, which has no other text
 */
public record Script(
    Duration delay, int answerCharacters, int failEvery, int failStatus, Form form, Pace pace) {

  /** An API of OpenAI's. */
  public enum Form {
    CHAT,
    RESPONSES,
    /** The same as server-sent events, the text in a single delta. */
    RESPONSES_STREAM,
    /** A chat completion as server-sent events, one for each token: see {@link TimedToken}. */
    CHAT_STREAM
  }

  /** How many tokens, one so often. */
  public record Pace(int tokens, Duration every) {
    private static final Pace NONE = new Pace(0, Duration.ZERO);
  }

  public static Script answering(Duration delay, int answerCharacters) {
    return new Script(delay, answerCharacters, 0, 503, Form.CHAT, Pace.NONE);
  }

  /**
   * @param delay until the first token
   */
  public static Script streaming(Duration delay, Pace pace) {
    return new Script(delay, 0, 0, 503, Form.CHAT_STREAM, pace);
  }

  public Script failingEvery(int calls, int status) {
    return new Script(delay, answerCharacters, calls, status, form, pace);
  }

  public Script as(Form other) {
    return new Script(delay, answerCharacters, failEvery, failStatus, other, pace);
  }

  /** One segment of a URL's path. */
  public String path() {
    return "delay=%d,answer=%d,fail=%d,status=%d,form=%s,tokens=%d,every=%d"
        .formatted(
            delay.toMillis(),
            answerCharacters,
            failEvery,
            failStatus,
            form.name().toLowerCase(Locale.ROOT),
            pace.tokens(),
            pace.every().toMillis());
  }

  /**
   * @throws IllegalArgumentException if it is no such segment
   */
  public static Script parse(String path) {
    Map<String, String> values = new HashMap<>();
    for (String setting : Splitter.on(',').split(path)) {
      int sign = setting.indexOf('=');
      if (sign < 0) {
        throw new IllegalArgumentException("no script: " + path);
      }
      values.put(setting.substring(0, sign), setting.substring(sign + 1));
    }
    return new Script(
        Duration.ofMillis(number(values, "delay", 0)),
        number(values, "answer", 0),
        number(values, "fail", 0),
        number(values, "status", 503),
        Form.valueOf(values.getOrDefault("form", "chat").toUpperCase(Locale.ROOT)),
        new Pace(number(values, "tokens", 0), Duration.ofMillis(number(values, "every", 0))));
  }

  private static int number(Map<String, String> values, String name, int otherwise) {
    return Integer.parseInt(
        Objects.requireNonNullElse(values.get(name), Integer.toString(otherwise)));
  }
}
