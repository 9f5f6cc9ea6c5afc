package dev.sluice.profile;

/** What becomes of a request that asks for something that the model does not take. */
public enum OnUnsupported {
  /** It is sent without that, as far as it still means the same. */
  DROP,
  /** No call is made; the next target may take it. */
  FALLBACK,
  /** No call is made, and the caller is told. */
  REFUSE
}
