package dev.sluice.config;

import dev.sluice.call.Streaming;
import dev.sluice.profile.OnUnsupported;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model name that clients use, with its targets. */
public record RouteSettings(
    @Setting("The targets in the order in which they are tried; at least one.")
        List<TargetSettings> targets,
    @Setting(
            value =
                "From arrival to the end of a call whose request names no deadline, all attempts included.",
            byDefault = "5m",
            min = "1ms",
            max = "1d")
        Duration timeLimit,
    @Setting(
            "Routes and targets to go on to when all targets, and the request's own fallbacks, have failed.")
        List<String> fallbacks,
    @Setting(
            "Routes and targets to fall back to when the prompt is too long for a target; "
                + "such a failure uses no others.")
        List<String> contextWindowFallbacks,
    @Setting(
            "Routes and targets to fall back to when a provider refuses the prompt for its "
                + "content; such a failure uses no others.")
        List<String> contentPolicyFallbacks,
    @Setting(
            "How often its targets are tried again, where that differs from `retries`; also when another route falls back to them.")
        @Nullable RouteRetrySettings retries,
    @Setting(
            value =
                "When its targets are asked for streams, if their providers have them; also when another route falls back to them. `auto`: when the request wants a stream, or its maximum of output tokens is above 16,000. `always`, `never`. See [providers.md](providers.md#streams-from-providers).",
            byDefault = "auto")
        Streaming stream,
    @Setting(
            "What happens if a request asks for a parameter that a target's model does not take: `drop` sends it without, `fallback` goes on to the next target without a call, `refuse` tells the caller. Without the setting: `drop` for what steers sampling, `fallback` for what the answer depends on. Content that the model does not take is never dropped.")
        @Nullable OnUnsupported onUnsupported) {

  public RouteSettings {
    targets = List.copyOf(targets);
    fallbacks = List.copyOf(fallbacks);
    contextWindowFallbacks = List.copyOf(contextWindowFallbacks);
    contentPolicyFallbacks = List.copyOf(contentPolicyFallbacks);
  }

  /** The gateway's settings unless the route has its own. */
  RetrySettings retriesOr(RetrySettings gateway) {
    return retries == null ? gateway : retries.over(gateway);
  }
}
