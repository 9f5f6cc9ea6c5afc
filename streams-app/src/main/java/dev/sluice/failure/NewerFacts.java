package dev.sluice.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a newer release wrote in a failure without a name in this one; kept so that the failure is
 * written back whole. Never equal to what the failure's {@link FailureType} and own fields say by
 * themselves.
 *
 * @param typePath the type's names from general to particular, as written
 * @param errorType OpenAI's {@code type}, as written
 * @param details the JSON object of the type's own fields as written, including those that this
 *     release knows
 */
public record NewerFacts(List<String> typePath, String errorType, @Nullable String details) {
  public NewerFacts {
    typePath = List.copyOf(typePath);
  }
}
