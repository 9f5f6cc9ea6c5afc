package dev.sluice.call;

import dev.sluice.profile.ModelProfile;
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
 * @param profile what the model takes of a request
 * @param streaming the choice of its route, also when another route falls back to it
 * @param batch on what terms its provider takes requests as a batch; null if each is called alone
 */
public record Target(
    String name,
    String provider,
    String model,
    Sampling sampling,
    @Nullable String extraBody,
    Duration timeout,
    @Nullable Integer maxInFlight,
    ModelProfile profile,
    Streaming streaming,
    @Nullable BatchTerms batch) {

  /** Whose requests are called alone. */
  public Target(
      String name,
      String provider,
      String model,
      Sampling sampling,
      @Nullable String extraBody,
      Duration timeout,
      @Nullable Integer maxInFlight,
      ModelProfile profile,
      Streaming streaming) {
    this(
        name, provider, model, sampling, extraBody, timeout, maxInFlight, profile, streaming, null);
  }

  /** Of a route that leaves streams to requests. */
  public Target(
      String name,
      String provider,
      String model,
      Sampling sampling,
      @Nullable String extraBody,
      Duration timeout,
      @Nullable Integer maxInFlight,
      ModelProfile profile) {
    this(name, provider, model, sampling, extraBody, timeout, maxInFlight, profile, Streaming.AUTO);
  }

  /** Of a model that takes everything. */
  public Target(
      String name,
      String provider,
      String model,
      Sampling sampling,
      @Nullable String extraBody,
      Duration timeout,
      @Nullable Integer maxInFlight) {
    this(name, provider, model, sampling, extraBody, timeout, maxInFlight, ModelProfile.ANY);
  }

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

  /** With the same settings, for a model that takes other things. */
  public Target with(ModelProfile profile) {
    return copy(sampling, profile, streaming, batch);
  }

  /** With the same settings, asked for streams in other cases. */
  public Target with(Streaming streaming) {
    return copy(sampling, profile, streaming, batch);
  }

  /** Without parameters of the operator: where they have been merged into the attempt's. */
  public Target withoutSampling() {
    return copy(Sampling.NONE, profile, streaming, batch);
  }

  /** With the same settings, on these terms for batches. */
  public Target with(@Nullable BatchTerms batch) {
    return copy(sampling, profile, streaming, batch);
  }

  private Target copy(
      Sampling sampling, ModelProfile profile, Streaming streaming, @Nullable BatchTerms batch) {
    return new Target(
        name,
        provider,
        model,
        sampling,
        extraBody,
        timeout,
        maxInFlight,
        profile,
        streaming,
        batch);
  }
}
