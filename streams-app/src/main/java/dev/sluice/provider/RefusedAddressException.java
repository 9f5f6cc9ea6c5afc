package dev.sluice.provider;

/** No address that a host has may be connected to. Ends an exchange; thrown nowhere. */
public final class RefusedAddressException extends Exception {
  RefusedAddressException() {
    super("it has no address that may be connected to", null, false, false);
  }
}
