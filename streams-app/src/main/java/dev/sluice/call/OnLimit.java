package dev.sluice.call;

/** What becomes of a request that a limit has no room for. */
public enum OnLimit {
  REJECT,
  WAIT
}
