package dev.sluice.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a newer release wrote of a failure and this one has no name for; kept so that the failure is
 * written back whole. Never equal to what the failure's {@link FailureType} and the fields of its
 * own say by themselves.
 *
 * @param typePath the type's names from general to particular, as they were written
 * @param errorType OpenAI's {@code type}, as it was written
 * @param details the JSON object of the type's own fields as it was written, those that this
 *     release knows included
 */
public record NewerFacts(List<String> typePath, String errorType, @Nullable String details) {
  public NewerFacts {
    typePath = List.copyOf(typePath);
  }
}
