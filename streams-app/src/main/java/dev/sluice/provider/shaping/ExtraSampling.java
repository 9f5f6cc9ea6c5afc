package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Sampling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request's extra body says about sampling. Pure.
 *
 * @param values those that have the right type
 * @param removed the parameters that it sets to null
 */
record ExtraSampling(Sampling values, Set<String> removed) {

  /**
   * Takes these fields out of the request's extra body; one of a wrong type stays there.
   *
   * @param operators the target's own extra body, which may set parameters to null too
   */
  static ExtraSampling takenOut(ObjectNode extra, ObjectNode operators) {
    Set<String> removed = new HashSet<>();
    for (String param :
        List.of("temperature", "top_p", "stop", "seed", "presence_penalty", "frequency_penalty")) {
      if (isNull(extra, param) && !operators.hasNonNull(param)) {
        removed.add(param);
      }
      if (isNull(operators, param)) {
        removed.add(param);
        extra.remove(param);
      }
    }
    Sampling values =
        new Sampling(
            number(extra, "temperature"),
            number(extra, "top_p"),
            null,
            texts(extra),
            integer(extra, "seed"),
            number(extra, "presence_penalty"),
            number(extra, "frequency_penalty"));
    return new ExtraSampling(values, removed);
  }

  /** As the body would have it: what the extra body says wins. */
  Sampling over(Sampling typed) {
    return values.orElse(without(typed));
  }

  /** The parameters, without those that are set to null. */
  Sampling without(Sampling typed) {
    return new Sampling(
        removed.contains("temperature") ? null : typed.temperature(),
        removed.contains("top_p") ? null : typed.topP(),
        typed.maxOutputTokens(),
        removed.contains("stop") ? null : typed.stop(),
        removed.contains("seed") ? null : typed.seed(),
        removed.contains("presence_penalty") ? null : typed.presencePenalty(),
        removed.contains("frequency_penalty") ? null : typed.frequencyPenalty());
  }

  private static boolean isNull(ObjectNode object, String param) {
    return object.has(param) && object.path(param).isNull();
  }

  private static @Nullable Double number(ObjectNode extra, String param) {
    return extra.path(param).isNumber() ? (Double) extra.remove(param).doubleValue() : null;
  }

  private static @Nullable Long integer(ObjectNode extra, String param) {
    return extra.path(param).canConvertToLong() && extra.path(param).isIntegralNumber()
        ? (Long) extra.remove(param).longValue()
        : null;
  }

  private static @Nullable List<String> texts(ObjectNode extra) {
    JsonNode stop = extra.path("stop");
    boolean many = stop.isArray() && elements(stop).allMatch(JsonNode::isTextual);
    if (!many && !stop.isTextual()) {
      return null;
    }
    extra.remove("stop");
    return many
        ? new ArrayList<>(elements(stop).map(JsonNode::textValue).toList())
        : List.of(stop.textValue());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all.stream();
  }
}
