package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ExtraBody;
import java.util.Set;

/**
 * The fields of {@code extra_body}, by where they go: Converse refuses a field of its body that it
 * doesn't know, and passes what is in {@code additionalModelRequestFields} on to the model. What
 * only OpenAI's chat completions have is the profile's of the kind to leave out.
 *
 * @param own fields of Converse's body
 * @param openAi fields of OpenAI's that are translated
 * @param models all others, for the model
 */
record ConverseFields(ObjectNode own, ObjectNode openAi, ObjectNode models) {
  private static final Set<String> WRITTEN = Set.of("system", "modelId");

  /** They name what belongs to the account: guardrails, prompts, who is billed. */
  private static final Set<String> OPERATORS =
      Set.of("guardrailConfig", "projectIdentifier", "promptVariables");

  private static final Set<String> OWN =
      Set.of(
          "additionalModelResponseFieldPaths",
          "guardrailConfig",
          "outputConfig",
          "performanceConfig",
          "projectIdentifier",
          "promptVariables",
          "requestMetadata",
          "serviceTier",
          "toolConfig");

  private static final Set<String> TRANSLATED =
      Set.of(
          "parallel_tool_calls",
          "reasoning_effort",
          "response_format",
          "service_tier",
          "stop",
          "tool_choice",
          "tools");

  /**
   * @throws dev.sluice.failure.FailureException if one of them may not be set, or has no
   *     counterpart
   */
  static ConverseFields of(Attempt attempt) {
    ConverseFields fields = new ConverseFields(Json.object(), Json.object(), Json.object());
    ObjectNode extra = ExtraBody.of(attempt, WRITTEN, OPERATORS);
    if (extra.remove("additionalModelRequestFields") instanceof ObjectNode models) {
      fields.models.setAll(models);
    }
    if (extra.path("inferenceConfig") instanceof ObjectNode inference) {
      // admission has reserved for the typed field
      fields.own.set("inferenceConfig", inference.deepCopy().without("maxTokens"));
      extra.remove("inferenceConfig");
    }
    extra
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              if (OWN.contains(name)) {
                fields.own.set(name, field.getValue());
              } else if (TRANSLATED.contains(name)) {
                fields.openAi.set(name, field.getValue());
              } else {
                fields.models.set(name, field.getValue());
              }
            });
    return fields;
  }
}
