package dev.sluice.admission;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a limit counts; spend is in millionths of a US dollar. */
public enum Metric {
  REQUESTS(1),
  INPUT_TOKENS(2),
  OUTPUT_TOKENS(3),
  TOKENS(4),
  SPEND(5),
  /** Calls that are admitted and have no terminal record. */
  CONCURRENT(6);

  private static final List<Metric> ALL = List.of(values());

  /** Stored in rows: never change or reuse one. */
  private final int code;

  Metric(int code) {
    this.code = code;
  }

  /** Its name in configurations and messages, such as {@code input_tokens}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** An amount for display, such as {@code 60 requests} or {@code 0.25 USD spend}. */
  public String amount(long amount) {
    String number =
        this == SPEND
            ? BigDecimal.valueOf(amount, 6).stripTrailingZeros().toPlainString() + " USD"
            : Long.toString(amount);
    return number + " " + label();
  }

  /** By its label or by its symbol in the Avro contract; empty for any other text. */
  public static Optional<Metric> named(String text) {
    return Arrays.stream(values())
        .filter(metric -> metric.label().equals(text) || metric.name().equals(text))
        .findFirst();
  }

  int code() {
    return code;
  }

  static Metric ofCode(int code) {
    for (Metric metric : ALL) {
      if (metric.code == code) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        "metric code " + code + " is not known to this release; a newer one wrote it");
  }
}
