package dev.sluice.local.registry;

import com.google.common.primitives.Ints;
import org.jspecify.annotations.Nullable;

/** How a version is named in a path: its number, or {@code latest}, which is also spelt -1. */
final class VersionNumber {

  private VersionNumber() {}

  static boolean isLatest(String version) {
    return version.equals("latest") || version.equals("-1");
  }

  /** Null means the latest. */
  static @Nullable Integer parse(String version) {
    if (isLatest(version)) {
      return null;
    }
    Integer number = Ints.tryParse(version);
    if (number == null || number < 1) {
      throw RegistryException.invalidVersion(version);
    }
    return number;
  }
}
