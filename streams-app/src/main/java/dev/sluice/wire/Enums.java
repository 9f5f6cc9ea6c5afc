package dev.sluice.wire;

import java.util.Arrays;

/** Maps between Avro's enums and Sluice's own, which use the same names. */
final class Enums {
  private Enums() {}

  /** The constant of the same name, or {@code otherwise} if the other side is newer. */
  static <E extends Enum<E>> E byName(Enum<?> constant, E otherwise) {
    return Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
        .filter(candidate -> candidate.name().equals(constant.name()))
        .findFirst()
        .orElse(otherwise);
  }
}
