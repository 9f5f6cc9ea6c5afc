package dev.sluice.provider.http;

import dev.sluice.gateway.ProviderFactory;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import java.time.InstantSource;
import java.util.Collection;

/** Providers as the gateway makes them, for answers of up to a mebibyte. */
public final class TestProviders {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private TestProviders() {}

  public static Providers open(Collection<ProviderSettings> settings, InstantSource clock) {
    return ProviderFactory.open(settings, clock, MAX_BODY_BYTES);
  }
}
