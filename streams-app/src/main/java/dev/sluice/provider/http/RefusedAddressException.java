package dev.sluice.provider.http;

/** A host has no address that may be connected to. Ends an exchange; never thrown. */
public final class RefusedAddressException extends Exception {
  RefusedAddressException() {
    super("it has no address that may be connected to", null, false, false);
  }
}
