package dev.sluice.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One provider, one model and the operator's settings that can serve a call. Holds no credentials:
 * those belong to the provider alone.
 *
 * @param name unique among all targets
 * @param provider the name of a configured provider
 * @param model the model's name at that provider
 * @param sampling the operator's parameters where the request leaves them open
 * @param extraBody a JSON object, as text, merged into the provider's body; it overrides the
 *     request's
 * @param timeout of one attempt; positive
 * @param maxInFlight the most attempts that one process has in flight here; null leaves it to the
 *     provider's own limit
 */
public record Target(
    String name,
    String provider,
    String model,
    Sampling sampling,
    @Nullable String extraBody,
    Duration timeout,
    @Nullable Integer maxInFlight) {

  /** Without a limit of its own. */
  public Target(
      String name,
      String provider,
      String model,
      Sampling sampling,
      @Nullable String extraBody,
      Duration timeout) {
    this(name, provider, model, sampling, extraBody, timeout, null);
  }
}
