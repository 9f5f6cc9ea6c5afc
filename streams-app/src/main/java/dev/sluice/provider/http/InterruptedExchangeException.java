package dev.sluice.provider.http;

/** Why we ended an exchange; never thrown. */
final class InterruptedExchangeException extends Exception {
  InterruptedExchangeException(String message) {
    super(message, null, false, false);
  }
}
