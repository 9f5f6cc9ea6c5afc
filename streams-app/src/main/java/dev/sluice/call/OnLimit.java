package dev.sluice.call;

/** What happens to a request that a limit has no room for. */
public enum OnLimit {
  REJECT,
  WAIT
}
