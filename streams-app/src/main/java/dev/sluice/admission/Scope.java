package dev.sluice.admission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose usage a limit counts. A limit may name several scopes; each distinct combination of values
 * has its own counters. The tenant is the root of all, named or not.
 */
public enum Scope {
  TENANT(0),
  KEY(1),
  MODEL(2),
  USER(4);

  /** The number of combinations of scopes: the sums of their codes are below it. */
  static final int KINDS = 8;

  /** Stored in rows, several of them as their sum: never change or reuse one. */
  private final int code;

  Scope(int code) {
    this.code = code;
  }

  /** Its name in configurations and messages, such as {@code tenant}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** By its label or by its symbol in the Avro contract; empty for any other text. */
  public static Optional<Scope> named(String text) {
    return Arrays.stream(values())
        .filter(scope -> scope.label().equals(text) || scope.name().equals(text))
        .findFirst();
  }

  int code() {
    return code;
  }
}
