package dev.sluice.provider.errors;

/** Told of errors that no rule knew. Any thread; must not block. */
public interface UnrecognizedErrors {
  /** Tells nobody. */
  UnrecognizedErrors NOBODY = (provider, shape) -> {};

  void seen(String provider, ErrorShape shape);
}
