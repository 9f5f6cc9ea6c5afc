package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;
import dev.sluice.json.Json;
import dev.sluice.profile.DefaultMaximum;
import dev.sluice.profile.ParamRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The top-level fields of a body that a codec wrote, by the API's own names: what of them is
 * removed, and what has another name at this server. Pure.
 */
public final class BodyShape {
  /** Without these there is no request, or an answer that no codec understands. */
  private static final Set<String> NEEDED =
      Set.of(
          "model",
          "messages",
          "input",
          "contents",
          "system",
          "systemInstruction",
          "stream",
          "background",
          "n");

  private static final Set<String> MAXIMUM =
      Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");

  /** What the gateway adds of its own, so that nobody asked for it. */
  private static final String UNASKED = "stream_options";

  private BodyShape() {}

  /**
   * Changes the body.
   *
   * @param removed fields that the request's or the target's extra body sets to null
   * @return what was changed
   */
  public static List<String> shape(ObjectNode body, Target target, Set<String> removed) {
    ParamRules params = target.profile().params();
    JsonNode operators = target.extraBody() == null ? null : Json.parse(target.extraBody());
    List<String> changes = new ArrayList<>();
    for (String name : Json.names(body)) {
      boolean operatorsOwn = operators != null && operators.hasNonNull(name);
      if (isNeeded(name, target)) {
        continue;
      }
      if (removed.contains(name)
          || (MAXIMUM.contains(name) && removed.stream().anyMatch(MAXIMUM::contains))) {
        body.remove(name);
      } else if (!operatorsOwn && params.dropped().contains(name)) {
        body.remove(name);
        if (!name.equals(UNASKED)) {
          changes.add(name + " dropped");
        }
      } else if (!operatorsOwn && params.renamed().containsKey(name)) {
        String other = params.renamed().get(name);
        JsonNode value = body.remove(name);
        if (!body.has(other)) {
          body.set(other, value);
        }
        changes.add(name + " renamed " + other);
      }
    }
    return changes;
  }

  private static boolean isNeeded(String name, Target target) {
    boolean demanded =
        name.equals("max_tokens") && target.profile().defaultMaximum() == DefaultMaximum.DEMANDED;
    return demanded || NEEDED.contains(name);
  }
}
