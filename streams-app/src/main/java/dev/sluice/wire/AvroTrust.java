package dev.sluice.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro, which since 1.12.2 makes no object of a class that it was not told to trust, that
 * Sluice's generated classes are fine.
 */
public final class AvroTrust {
  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type ->
                type.getPackageName().equals("dev.sluice.v1")
                    || type.getPackageName().equals("dev.sluice.store.v1")));
  }

  private AvroTrust() {}

  /** To be called before the first use of a generated class; more calls change nothing. */
  public static void establish() {
    // the static initialiser has done it, once
  }
}
