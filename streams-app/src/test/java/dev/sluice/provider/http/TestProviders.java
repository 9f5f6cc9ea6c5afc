package dev.sluice.provider.http;

import dev.sluice.gateway.ProviderFactory;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.errors.UnrecognizedErrors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;

/** Providers as the gateway makes them, for answers of up to a mebibyte. */
public final class TestProviders {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private static final Duration READ_EVERY = Duration.ofMillis(50);

  private TestProviders() {}

  public static Providers open(Collection<ProviderSettings> settings, InstantSource clock) {
    return ProviderFactory.open(
        settings, Map.of(), UnrecognizedErrors.NOBODY, clock, MAX_BODY_BYTES, READ_EVERY);
  }
}
