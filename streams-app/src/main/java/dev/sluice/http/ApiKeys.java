package dev.sluice.http;

import java.util.Optional;

/** Knows the API keys of all tenants. Any thread; never blocks. */
public interface ApiKeys {

  /** Whose key it is; empty for a key that nobody has, or has any more. */
  Optional<Caller> find(String apiKey);

  /** Whether all keys are known; until then an unknown key may be a good one. */
  boolean isReady();
}
