package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Sampling;
import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.SamplingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sampling parameters that a model takes. For one attempt only. */
final class SamplingShape {
  private static final Set<String> MAXIMUM =
      Set.of("max_output_tokens", "max_tokens", "max_completion_tokens");

  private final ModelProfile profile;
  private final SamplingRules rules;
  private final Adjustments adjustments;
  private final boolean reasoning;

  private SamplingShape(ModelProfile profile, Adjustments adjustments, boolean reasoning) {
    this.profile = profile;
    this.rules = profile.sampling();
    this.adjustments = adjustments;
    this.reasoning = reasoning;
  }

  /**
   * The request's parameters, with the operator's where it leaves them open.
   *
   * @param extra of the request; what it says about sampling is taken out of it
   * @param operators the target's own extra body
   */
  static Sampling of(
      Attempt attempt, ObjectNode extra, ObjectNode operators, Adjustments adjustments) {
    ExtraSampling inExtra = ExtraSampling.takenOut(extra, operators);
    Sampling asked = inExtra.over(attempt.sampling());
    Sampling own = inExtra.without(attempt.target().sampling());
    return new SamplingShape(
            attempt.target().profile(), adjustments, ReasoningEffort.isAsked(extra))
        .of(asked, own, isMaximumAsked(attempt));
  }

  private static boolean isMaximumAsked(Attempt attempt) {
    return attempt.request().sampling().maxOutputTokens() != null
        || attempt.request().fallbacks().stream()
            .anyMatch(fallback -> fallback.sampling().maxOutputTokens() != null);
  }

  private Sampling of(Sampling asked, Sampling own, boolean maximumAsked) {
    Double temperature =
        temperature(taken("temperature", asked.temperature(), own.temperature()), asked);
    Double topP = taken("top_p", asked.topP(), own.topP());
    if (temperature != null && topP != null && !rules.temperatureWithTopP()) {
      boolean keepTopP = asked.topP() != null && asked.temperature() == null;
      leave(keepTopP ? "temperature" : "top_p", !keepTopP && asked.topP() != null);
      temperature = keepTopP ? null : temperature;
      topP = keepTopP ? topP : null;
    }
    return new Sampling(
        temperature,
        topP,
        maximum(asked.orElse(own).maxOutputTokens(), maximumAsked),
        stop(taken("stop", asked.stop(), own.stop()), asked.stop() != null),
        taken("seed", asked.seed(), own.seed()),
        taken("presence_penalty", asked.presencePenalty(), own.presencePenalty()),
        taken("frequency_penalty", asked.frequencyPenalty(), own.frequencyPenalty()));
  }

  private <T> @Nullable T taken(String param, @Nullable T asked, @Nullable T own) {
    T value = asked != null ? asked : own;
    if (value == null) {
      return null;
    }
    if (profile.params().fallback().contains(param)) {
      if (asked != null) {
        adjustments.loseIfWanted(param, param + " dropped");
      } else {
        adjustments.note(param + " dropped");
      }
      return null;
    }
    if (profile.params().drops(param, reasoning)) {
      leave(param, asked != null);
      return null;
    }
    return value;
  }

  private @Nullable Double temperature(@Nullable Double value, Sampling asked) {
    if (value == null) {
      return null;
    }
    double nearest = rules.temperature(value);
    if (nearest != value) {
      change("temperature", "temperature " + value + " -> " + nearest, asked.temperature() != null);
    }
    return nearest;
  }

  private @Nullable Integer maximum(@Nullable Integer value, boolean asked) {
    if (value == null || MAXIMUM.stream().anyMatch(profile.params().dropped()::contains)) {
      return null;
    }
    int nearest = rules.maxOutputTokens(value);
    if (nearest != value) {
      change("max_output_tokens", "max_output_tokens " + value + " -> " + nearest, asked);
    }
    return nearest;
  }

  private @Nullable List<String> stop(@Nullable List<String> texts, boolean asked) {
    if (texts == null || texts.isEmpty()) {
      return null;
    }
    List<String> kept = new ArrayList<>(texts);
    if (!rules.blankStopTexts() && kept.removeIf(String::isBlank)) {
      change("stop", "stop texts of white space dropped", asked);
    }
    Integer most = rules.maxStopTexts();
    if (most != null && kept.size() > most) {
      change("stop", "stop texts " + kept.size() + " -> " + most, asked);
      kept = kept.subList(0, most);
    }
    return kept.isEmpty() ? null : List.copyOf(kept);
  }

  private void leave(String param, boolean asked) {
    change(param, param + " dropped", asked);
  }

  private void change(String param, String change, boolean asked) {
    if (asked) {
      adjustments.lose(param, change);
    } else {
      // the caller neither knows nor can mend what the operator has set
      adjustments.note(change);
    }
  }
}
