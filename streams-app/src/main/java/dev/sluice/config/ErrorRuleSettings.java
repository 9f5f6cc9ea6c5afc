package dev.sluice.config;

import dev.sluice.provider.errors.ErrorRule;
import dev.sluice.provider.errors.WrittenRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of an operator's own rules for a provider's errors. */
public record ErrorRuleSettings(
    @Setting(
            "The statuses it is about, such as `400` or `5xx`. Without the setting: `4xx`. An error in a reply of status 200 counts as the status that it stands for.")
        List<String> status,
    @Setting("Codes, types and reasons, as the provider writes them.") List<String> names,
    @Setting(
            "RE2 expressions for what a message begins with, in whatever case, without what gateways and SDKs put before it. The rule needs `names`, `begins`, `says` or `param`; one of the first three that are there has to fit.")
        List<String> begins,
    @Setting(
            "RE2 expressions for what a message has anywhere but in a quotation of the request. A prompt may bring the words about, so a rule with `says` should be about the `request`.")
        List<String> says,
    @Setting("RE2 expressions for the whole name of the field that the error complains of.")
        List<String> param,
    @Setting("RE2 expressions for what no message may have.") List<String> unless,
    @Setting(
            "The type of failure, such as `caller/context_window_exceeded`: one below `caller` or `provider` in [failures.md](failures.md#all-failures). It decides on retries and fallbacks.")
        String failure,
    @Setting(
            "What the error is evidence about, which decides on what is left alone: `request`, `unclear`, `target`, `credential`, `credential_for_model`, `account`, `account_for_model`, `moment` (see [failures.md](failures.md#what-a-failure-sets-aside)). Without the setting: what the type says.")
        @Nullable String about) {

  public ErrorRuleSettings {
    status = List.copyOf(status);
    names = List.copyOf(names);
    begins = List.copyOf(begins);
    says = List.copyOf(says);
    param = List.copyOf(param);
    unless = List.copyOf(unless);
  }

  /**
   * @throws IllegalArgumentException if it can't work; the message says why
   */
  ErrorRule toRule() {
    return ErrorRule.of(
        new WrittenRule(status, names, begins, says, param, unless, null, null, failure, about));
  }
}
