package dev.sluice.guardrail;

import java.util.ArrayList;
import java.util.List;

/** A text in pieces, and what a window makes of them. */
final class Chunks {
  private Chunks() {}

  /**
   * @param cuts where to cut, in any order; what is outside of the text counts from its begin again
   */
  static List<String> of(String text, List<Integer> cuts) {
    List<Integer> at =
        cuts.stream().map(cut -> cut % (text.length() + 1)).sorted().distinct().toList();
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int to : at) {
      pieces.add(text.substring(from, to));
      from = to;
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  /** All that was shown before the end. */
  static String shown(AnswerWindow window, List<String> pieces) {
    StringBuilder shown = new StringBuilder();
    pieces.forEach(piece -> shown.append(window.add(piece)));
    return shown.toString();
  }
}
