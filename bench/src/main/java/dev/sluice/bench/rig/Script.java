package dev.sluice.bench.rig;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How the provider answers those that call it under this script's path.
 *
 * @param delay before it answers
 * @param answerCharacters the length of the answer's text
 * @param failEvery each so many-th call fails with {@code failStatus}; 0 for none
 */
public record Script(Duration delay, int answerCharacters, int failEvery, int failStatus) {

  public static Script answering(Duration delay, int answerCharacters) {
    return new Script(delay, answerCharacters, 0, 503);
  }

  public Script failingEvery(int calls, int status) {
    return new Script(delay, answerCharacters, calls, status);
  }

  /** One segment of a URL's path. */
  public String path() {
    return "delay=%d,answer=%d,fail=%d,status=%d"
        .formatted(delay.toMillis(), answerCharacters, failEvery, failStatus);
  }

  /**
   * @throws IllegalArgumentException if it is no such segment
   */
  public static Script parse(String path) {
    Map<String, Integer> values = new HashMap<>();
    for (String setting : Splitter.on(',').split(path)) {
      int sign = setting.indexOf('=');
      if (sign < 0) {
        throw new IllegalArgumentException("no script: " + path);
      }
      values.put(setting.substring(0, sign), Integer.valueOf(setting.substring(sign + 1)));
    }
    return new Script(
        Duration.ofMillis(values.getOrDefault("delay", 0)),
        values.getOrDefault("answer", 0),
        values.getOrDefault("fail", 0),
        values.getOrDefault("status", 503));
  }
}
