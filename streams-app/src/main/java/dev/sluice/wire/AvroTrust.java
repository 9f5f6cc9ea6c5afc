package dev.sluice.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Makes Avro trust Sluice's generated classes: since 1.12.2 it instantiates only classes that it
 * was told to trust.
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

  /** Call it before the first use of a generated class; idempotent. */
  public static void establish() {
    // the static initializer has done it, once
  }
}
