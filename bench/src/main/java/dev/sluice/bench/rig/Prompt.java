package dev.sluice.bench.rig;

import java.util.Random;

/** Texts of words, which compress about as well as prose does. */
public final class Prompt {
  private static final String[] WORDS =
      ("a about after all and any at barge be before below boat bridge by canal clear close current"
              + " day deep down drain engineer every fall field first flow for from gate gauge great"
              + " half hand have high hour in is it keeper land leak level lock long lower many mill"
              + " morning near no not of old on open over paddle pound quick rain rise river road run"
              + " season side slow sluice small spring stand still stone stream summer the then there"
              + " this timber to under until up upper valley wall water weir when wide winter with")
          .split(" ");

  private Prompt() {}

  /** The same text each time. */
  public static String of(int characters) {
    Random random = new Random(characters);
    StringBuilder text = new StringBuilder(characters + 16);
    while (text.length() < characters) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    text.setLength(characters);
    return text.toString();
  }
}
