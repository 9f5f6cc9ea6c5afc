package dev.sluice.screening;

import dev.sluice.guardrail.GuardedText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * An operation on each text of a request or answer, in a fixed order. Confined to one method call.
 */
interface Texts {

  /** The text to go on with: the same object if nothing changes. */
  String text(String place, String role, String text);

  /** Collects every text. */
  static Texts into(List<GuardedText> all) {
    return (place, role, text) -> {
      all.add(new GuardedText(place, role, text));
      return text;
    };
  }

  /**
   * Replaces the texts.
   *
   * @throws IllegalArgumentException unless there is one for each
   */
  static Texts from(List<GuardedText> before, List<String> others) {
    if (before.size() != others.size()) {
      throw new IllegalArgumentException(
          "a mask has " + others.size() + " texts for " + before.size());
    }
    Iterator<String> next = new ArrayList<>(others).iterator();
    return (place, role, text) -> {
      String other = next.next();
      return other.equals(text) ? text : other;
    };
  }
}
