package dev.sluice.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One provider, one model and the operator's settings that can serve a call. Credentials are not
 * here: they are the provider's alone.
 *
 * @param name unique among all targets
 * @param provider the name of a configured provider
 * @param model the model's name at that provider
 * @param sampling what the operator sets where the request leaves it open
 * @param extraBody a JSON object, as text, merged into the provider's body; the operator's word
 *     wins over the request's
 * @param timeout the time of one attempt; positive
 * @param maxInFlight the most attempts that one process has in flight here; null leaves it to the
 *     provider's own bound
 */
public record Target(
    String name,
    String provider,
    String model,
    Sampling sampling,
    @Nullable String extraBody,
    Duration timeout,
    @Nullable Integer maxInFlight) {

  /** With no bound of its own. */
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
