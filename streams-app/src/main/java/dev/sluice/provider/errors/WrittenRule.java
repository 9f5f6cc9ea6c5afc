package dev.sluice.provider.errors;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as a table has it, unchecked.
 *
 * @param status such as {@code 400} or {@code 5xx}; empty for 4xx
 * @param names codes, types and reasons, as the vendor writes them
 * @param begins RE2 expressions for what a message begins with
 * @param says RE2 expressions for what a message has anywhere
 * @param param RE2 expressions for the whole name of the field that the error complains of
 * @param unless RE2 expressions for what no message may have
 * @param when conditions beside the error, see {@link ErrorRule.Condition}
 * @param concerns {@code output_maximum} for an error that the operator's settings may have caused;
 *     null for any other
 * @param failure the path of a type of failure, such as {@code provider/rate_limited}
 * @param about what that is evidence about; null leaves it to the type
 */
public record WrittenRule(
    @JsonProperty("status") @Nullable List<String> status,
    @JsonProperty("names") @Nullable List<String> names,
    @JsonProperty("begins") @Nullable List<String> begins,
    @JsonProperty("says") @Nullable List<String> says,
    @JsonProperty("param") @Nullable List<String> param,
    @JsonProperty("unless") @Nullable List<String> unless,
    @JsonProperty("when") @Nullable List<String> when,
    @JsonProperty("concerns") @Nullable String concerns,
    @JsonProperty("failure") @Nullable String failure,
    @JsonProperty("about") @Nullable String about) {}
