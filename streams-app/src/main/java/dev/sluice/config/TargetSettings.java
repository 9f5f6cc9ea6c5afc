package dev.sluice.config;

import dev.sluice.profile.OnUnsupported;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One provider and model, with the operator's settings for it alone. */
public record TargetSettings(
    @Setting(
            "Its name in events and in requests' `fallbacks`; unique. Without one it is `<route>/<provider>/<model>`.")
        @Nullable String name,
    @Setting("A name under `providers`.") String provider,
    @Setting("The model's name at the provider.") String model,
    @Setting(
            value =
                "Neighbours with the same number share one place in the order: each call draws an order among them by `weight`. Without the setting: a place of its own.",
            min = "1",
            max = "1000")
        @Nullable Integer level,
    @Setting(
            value =
                "How often it comes first on its `level`, in proportion to the others' weights; 0 comes last. Without the setting: 1.",
            min = "0",
            max = "1000000")
        @Nullable Integer weight,
    @Setting(value = "The time of one attempt.", byDefault = "60s", min = "1ms", max = "1h")
        Duration timeout,
    @Setting(
            value =
                "The most calls that one process has in flight at this target, beside its provider's own bound.",
            min = "1",
            max = "100000")
        @Nullable Integer maxInFlight,
    @Setting(
            value =
                "The most calls that one process begins at this target in a minute. Further ones wait, each tenant in turn; one whose turn would come after its deadline goes on to the next target.",
            min = "1")
        @Nullable Long rpm,
    @Setting(
            value =
                "The most tokens, of input and output, that one process takes of this target in a minute: first what the limits reserved or a rough count, then the usage. As with `rpm`, further calls wait.",
            min = "1")
        @Nullable Long tpm,
    @Setting(
            value =
                "The sampling temperature. This and the next six apply if the request does not "
                    + "set them.",
            min = "0",
            max = "2")
        @Nullable Double temperature,
    @Setting(
            value = "Nucleus sampling: the probability mass of tokens to choose from.",
            min = "0",
            max = "1")
        @Nullable Double topP,
    @Setting(value = "The most tokens of an answer.", min = "1") @Nullable Integer maxOutputTokens,
    @Setting("Texts at which the answer ends; at most four.") @Nullable List<String> stop,
    @Setting("A seed for providers that can repeat an answer.") @Nullable Long seed,
    @Setting(value = "The penalty on tokens that have occurred at all.", min = "-2", max = "2")
        @Nullable Double presencePenalty,
    @Setting(
            value = "The penalty on tokens by how often they have occurred.",
            min = "-2",
            max = "2")
        @Nullable Double frequencyPenalty,
    @Setting(
            "Merged into the body of every call to this target, and wins over the request's own. null removes a field, also one that the gateway writes itself. Not for secrets.")
        @Nullable JsonObject extraBody,
    @Setting(
            "What the model takes of a request, where that differs from the table in [providers.md](providers.md#requests-shaped-for-a-model).")
        @Nullable ProfileSettings profile,
    @Setting("As `routes.<name>.on_unsupported`, for this target.")
        @Nullable OnUnsupported onUnsupported,
    @Setting(
            "The provider's own batches at this target: requests whose answers can wait are gathered and sent as one. Without the setting: each is called alone. See [batch.md](batch.md#the-providers-own-batches).")
        @Nullable ProviderBatchSettings batch) {

  public TargetSettings {
    stop = stop == null ? null : List.copyOf(stop);
  }
}
