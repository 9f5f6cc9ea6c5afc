package dev.sluice.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written as {@code 512KiB} or {@code 8MiB}. */
public record Size(long bytes) implements Comparable<Size> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)");

  static Size parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    long unit =
        switch (matcher.group(2)) {
          case "B" -> 1;
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          default -> 1L << 30;
        };
    try {
      return new Size(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(tooLarge);
    }
  }

  @Override
  public int compareTo(Size other) {
    return Long.compare(bytes, other.bytes);
  }

  /** In the file's form, in the largest unit that gives a whole number. */
  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    int unit = 0;
    long amount = bytes;
    while (amount > 0 && amount % 1024 == 0 && unit < units.length - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%d%s", amount, units[unit]);
  }
}
