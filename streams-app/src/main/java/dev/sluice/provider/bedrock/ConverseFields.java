package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.Set;

/**
 * The fields of {@code extra_body}, by where they go: Converse refuses a field of its body that it
 * doesn't know, and passes what is in {@code additionalModelRequestFields} on to the model.
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

  /** What only OpenAI's chat completions have, and an answer does without. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "frequency_penalty",
          "logit_bias",
          "logprobs",
          "metadata",
          "modalities",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "seed",
          "store",
          "top_logprobs",
          "user",
          "verbosity",
          "web_search_options");

  private static final Set<String> UNSUPPORTED = Set.of("audio", "function_call", "functions");

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
              if (UNSUPPORTED.contains(name)) {
                throw UnsupportedRequest.unsupported(
                    "extra_body." + name, "Converse has no counterpart for extra_body." + name);
              }
              if (OWN.contains(name)) {
                fields.own.set(name, field.getValue());
              } else if (TRANSLATED.contains(name)) {
                fields.openAi.set(name, field.getValue());
              } else if (!LEFT_OUT.contains(name)) {
                fields.models.set(name, field.getValue());
              }
            });
    return fields;
  }
}
