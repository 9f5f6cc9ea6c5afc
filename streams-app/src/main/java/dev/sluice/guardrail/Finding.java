package dev.sluice.guardrail;

import java.util.List;
import java.util.Map;

/** What a guardrail says of a request or an answer. */
public sealed interface Finding permits Finding.OfRequest, Finding.Replaced {

  /** What can be said of a request before it is admitted. */
  sealed interface OfRequest extends Finding permits OfCall, Masked {}

  /** What can be said beside a call: the request is with the provider by then. */
  sealed interface OfCall extends OfRequest permits Passed, Blocked {}

  /** Nothing is to be done. */
  record Passed() implements OfCall {}

  /**
   * It goes no further.
   *
   * @param words why, for the client; never a piece of the text
   * @param entities what personal data was found, by type in upper case such as {@code
   *     EMAIL_ADDRESS}, and how often; empty where it is not about personal data
   */
  record Blocked(String words, Map<String, Integer> entities) implements OfCall {
    public Blocked {
      entities = Map.copyOf(entities);
    }
  }

  /**
   * It goes on with other texts.
   *
   * @param texts one for each that the guardrail was given, in the same order
   * @param entities what was masked, by type in upper case, and how often
   */
  record Masked(List<String> texts, Map<String, Integer> entities) implements OfRequest {
    public Masked {
      texts = List.copyOf(texts);
      entities = Map.copyOf(entities);
    }
  }

  /** This text is answered instead of the provider's answer, and of its tool calls. */
  record Replaced(String text) implements Finding {}

  static Passed passed() {
    return new Passed();
  }

  static Blocked blocked(String words) {
    return new Blocked(words, Map.of());
  }
}
