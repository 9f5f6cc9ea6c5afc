package dev.sluice.http;

import java.util.Optional;

/** Knows the API keys of all tenants. Any thread; never blocks. */
public interface ApiKeys {

  /** The principal of a key; empty for an unknown or revoked key. */
  Optional<Principal> find(String apiKey);

  /** Whether all keys are known; until then an unknown key may be valid. */
  boolean isReady();
}
