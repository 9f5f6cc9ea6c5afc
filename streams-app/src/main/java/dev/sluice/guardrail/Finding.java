package dev.sluice.guardrail;

import java.util.List;
import java.util.Map;

/** A guardrail's decision on a request or an answer. */
public sealed interface Finding permits Finding.OfRequest, Finding.Replaced {

  /** A decision on a request before it is admitted. */
  sealed interface OfRequest extends Finding permits OfCall, Masked {}

  /** A decision made while the call runs: the provider has the request by then. */
  sealed interface OfCall extends OfRequest permits Passed, Blocked {}

  /** No objection. */
  record Passed() implements OfCall {}

  /**
   * It is blocked.
   *
   * @param words why, for the client; never a piece of the text
   * @param entities the personal data found, by type in upper case such as {@code EMAIL_ADDRESS},
   *     with counts; empty if it is not about personal data
   */
  record Blocked(String words, Map<String, Integer> entities) implements OfCall {
    public Blocked {
      entities = Map.copyOf(entities);
    }
  }

  /**
   * It goes on with other texts.
   *
   * @param texts one for each text that the guardrail received, in the same order
   * @param entities what was masked, by type in upper case, with counts
   */
  record Masked(List<String> texts, Map<String, Integer> entities) implements OfRequest {
    public Masked {
      texts = List.copyOf(texts);
      entities = Map.copyOf(entities);
    }
  }

  /** This text replaces the provider's answer, including its tool calls. */
  record Replaced(String text) implements Finding {}

  static Passed passed() {
    return new Passed();
  }

  static Blocked blocked(String words) {
    return new Blocked(words, Map.of());
  }
}
