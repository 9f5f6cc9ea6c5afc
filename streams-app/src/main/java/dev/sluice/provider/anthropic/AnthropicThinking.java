package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Converts OpenAI's {@code reasoning_effort} to the form of thinking that the model takes, and
 * {@code thinking} from one form to the other. Thinking is a wish: where it can't be had beside
 * something else in the request it is left out, since a forced tool call, a short answer or the
 * beginning of an answer say more about what the caller wants. Pure.
 */
final class AnthropicThinking {
  private static final int LEAST_BUDGET = 1024;

  /** Anthropic advises batches beyond that, since connections break. */
  private static final int MOST_BUDGET = 32_000;

  /** Below that, hardly anything would be left for the answer. */
  private static final int LEAST_TOKENS = 2 * LEAST_BUDGET;

  private final ObjectNode body;
  private final ClaudeModel model;
  private final String effort;

  private AnthropicThinking(ObjectNode body, ClaudeModel model) {
    this.body = body;
    this.model = model;
    JsonNode given = body.remove("reasoning_effort");
    JsonNode reasoning = body.remove("reasoning");
    String own = body.path("output_config").path("effort").asText("");
    this.effort =
        given != null && given.isTextual()
            ? given.textValue()
            : reasoning != null && reasoning.path("effort").isTextual()
                ? reasoning.path("effort").textValue()
                : own;
  }

  /** Changes a body that is complete apart from its thinking. */
  static void shape(ObjectNode body, ClaudeModel model, AnthropicConversation conversation) {
    boolean asked = body.has("reasoning_effort") || body.has("reasoning");
    AnthropicThinking shape = new AnthropicThinking(body, model);
    JsonNode given = body.remove("thinking");
    ObjectNode thinking =
        given != null && given.isObject()
            ? shape.converted(given)
            : asked ? shape.forEffort() : null;
    boolean excluded =
        conversation.isPrefilled()
            || AnthropicToolChoice.isForced(body.path("tool_choice"))
            || (is("enabled", thinking) && conversation.isAmidUnthoughtCalls());
    if (excluded && (isOn(thinking) || model.thinksByDefault())) {
      thinking = model.thinksByDefault() ? shape.off() : null;
    }
    if (thinking != null) {
      body.set("thinking", thinking);
    }
    shape.writeEffort(thinking);
    if (isOn(thinking)) {
      body.remove("temperature");
      body.remove("top_k");
      if (body.path("top_p").asDouble(1) < 0.95) {
        body.remove("top_p");
      }
    }
  }

  private static boolean is(String type, @Nullable ObjectNode thinking) {
    return thinking != null && thinking.path("type").asText("").equals(type);
  }

  private static boolean isOn(@Nullable ObjectNode thinking) {
    return is("enabled", thinking) || is("adaptive", thinking);
  }

  private @Nullable ObjectNode converted(JsonNode given) {
    switch (given.path("type").asText("")) {
      case "disabled", "between_tools" -> {
        return off();
      }
      case "adaptive" -> {
        boolean takes = model.thinksAdaptively() || model.family().isEmpty();
        return takes ? given.deepCopy() : budgeted(share(effort.isEmpty() ? "high" : effort));
      }
      case "enabled" -> {
        if (!model.takesBudgets()) {
          ObjectNode adaptive = given.deepCopy();
          adaptive.remove("budget_tokens");
          return model.thinks() ? adaptive.put("type", "adaptive") : null;
        }
        int budget = Math.max(LEAST_BUDGET, given.path("budget_tokens").asInt(LEAST_BUDGET));
        ObjectNode fitting = budget < maxTokens() ? given.deepCopy() : budgeted(share("high"));
        return budget < maxTokens() && fitting != null
            ? fitting.put("budget_tokens", budget)
            : fitting;
      }
      default -> {
        return given.deepCopy();
      }
    }
  }

  private @Nullable ObjectNode forEffort() {
    if (effort.equals("none")) {
      return model.thinksByDefault() ? off() : null;
    }
    if (model.thinksAdaptively()) {
      return Json.object().put("type", "adaptive");
    }
    return budgeted(share(effort));
  }

  private @Nullable ObjectNode off() {
    String off = model.thinkingOff();
    return off.isEmpty() ? null : Json.object().put("type", off);
  }

  /** OpenRouter's shares of the output for each effort; 0 for an unknown one. */
  private static double share(String effort) {
    return switch (effort) {
      case "minimal" -> 0.1;
      case "low" -> 0.2;
      case "medium" -> 0.5;
      case "high" -> 0.8;
      case "xhigh", "max" -> 0.95;
      default -> 0;
    };
  }

  private @Nullable ObjectNode budgeted(double share) {
    int most = maxTokens();
    if (share == 0 || most < LEAST_TOKENS || !model.thinks()) {
      return null;
    }
    int budget = (int) Math.min(MOST_BUDGET, Math.max(LEAST_BUDGET, share * most));
    return Json.object().put("type", "enabled").put("budget_tokens", budget);
  }

  private int maxTokens() {
    return body.path("max_tokens").asInt();
  }

  private void writeEffort(@Nullable ObjectNode thinking) {
    boolean own = body.path("output_config").has("effort");
    if (!own && !(model.thinksAdaptively() && !effort.isEmpty())) {
      return;
    }
    String fitting = model.effort(effort);
    boolean off = is("disabled", thinking) || is("between_tools", thinking);
    if (off && (fitting.equals("xhigh") || fitting.equals("max"))) {
      fitting = "high";
    }
    ObjectNode config =
        body.path("output_config") instanceof ObjectNode given ? given.deepCopy() : Json.object();
    config.remove("effort");
    boolean least = model.thinksByDefault() && !off;
    if (!fitting.isEmpty() && (least || !effort.equals("none"))) {
      config.put("effort", fitting);
    }
    body.remove("output_config");
    if (!config.isEmpty()) {
      body.set("output_config", config);
    }
  }
}
