package dev.sluice.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sampling parameters; a null field leaves the choice to the next source. */
public record Sampling(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer maxOutputTokens,
    @Nullable List<String> stop,
    @Nullable Long seed,
    @Nullable Double presencePenalty,
    @Nullable Double frequencyPenalty) {

  public static final Sampling NONE = new Sampling(null, null, null, null, null, null, null);

  public Sampling {
    stop = stop == null ? null : List.copyOf(stop);
  }

  /** These parameters, with the other's where these leave them open. */
  public Sampling orElse(Sampling other) {
    return new Sampling(
        temperature != null ? temperature : other.temperature,
        topP != null ? topP : other.topP,
        maxOutputTokens != null ? maxOutputTokens : other.maxOutputTokens,
        stop != null ? stop : other.stop,
        seed != null ? seed : other.seed,
        presencePenalty != null ? presencePenalty : other.presencePenalty,
        frequencyPenalty != null ? frequencyPenalty : other.frequencyPenalty);
  }

  public Sampling withMaxOutputTokens(int most) {
    return new Sampling(temperature, topP, most, stop, seed, presencePenalty, frequencyPenalty);
  }
}
