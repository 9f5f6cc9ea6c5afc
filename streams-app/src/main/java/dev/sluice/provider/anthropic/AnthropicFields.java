package dev.sluice.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import dev.sluice.call.Attempt;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's extra body that the Messages API takes, which refuses all others: those
 * that only steer or label a request have been left out by the profile of the kind, and any other
 * makes it unsupported. The operator's fields stay as they are. Pure.
 */
final class AnthropicFields {
  private static final Set<String> WRITTEN = Set.of("system");

  /** It gives access to what others of the same account have there. */
  private static final Set<String> OPERATORS = Set.of("container");

  /** The API's own, and those that are translated. */
  private static final Set<String> TAKEN =
      Set.of(
          "cache_control",
          "context_management",
          "inference_geo",
          "mcp_servers",
          "metadata",
          "output_config",
          "parallel_tool_calls",
          "reasoning",
          "reasoning_effort",
          "response_format",
          "safety_identifier",
          "service_tier",
          "speed",
          "stop",
          "stop_sequences",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_k",
          "top_p");

  /** A field's name as it may be shown: the caller may have made up any. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private static final int MAX_USER_ID = 256;

  /** What the API takes for an e-mail address or a telephone number, and refuses. */
  private static final Pattern CONTACT =
      Pattern.compile("\\S@\\S|^\\+?[\\d\\s().-]{7,}$|\\+\\d[\\d\\s().-]{6,}\\d");

  private AnthropicFields() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request has a field that can't be left out
   */
  static ObjectNode of(Attempt attempt) {
    ObjectNode operators = operators(attempt);
    ObjectNode extra = ExtraBody.of(attempt, WRITTEN, OPERATORS);
    Set<String> names = new HashSet<>();
    extra.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (extra.path(name).isNull()) {
        extra.remove(name);
      } else if (!operators.has(name) && !TAKEN.contains(name)) {
        refuse(extra, name);
      }
    }
    if (!operators.has("service_tier")) {
      serviceTier(extra);
    }
    identify(extra, operators, attempt);
    return extra;
  }

  private static ObjectNode operators(Attempt attempt) {
    String text = attempt.target().extraBody();
    JsonNode json = text == null || text.isBlank() ? null : Json.parse(text);
    return json instanceof ObjectNode object ? object : Json.object();
  }

  private static void refuse(ObjectNode extra, String name) {
    JsonNode value = extra.remove(name);
    boolean texts =
        name.equals("modalities")
            && value != null
            && value.size() == 1
            && value.path(0).asText("").equals("text");
    if (!texts) {
      String param = NAME.matcher(name).matches() ? "extra_body." + name : "extra_body";
      throw UnsupportedRequest.unsupported(
          param, "Anthropic's API has no counterpart for a field of the request: " + param);
    }
  }

  /** OpenAI's tiers have other names; its flex and priority have no counterpart. */
  private static void serviceTier(ObjectNode extra) {
    switch (extra.path("service_tier").asText("")) {
      case "auto", "standard_only" -> {
        // the same here
      }
      case "default" -> extra.put("service_tier", "standard_only");
      default -> extra.remove("service_tier");
    }
  }

  /** The operator's metadata wins; of a request's only its end user counts. */
  private static void identify(ObjectNode extra, ObjectNode operators, Attempt attempt) {
    JsonNode identifier = extra.remove("safety_identifier");
    if (operators.has("metadata")) {
      return;
    }
    JsonNode metadata = extra.remove("metadata");
    List<@Nullable String> candidates = new ArrayList<>();
    candidates.add(attempt.request().user());
    candidates.add(identifier == null ? null : Json.text(identifier));
    candidates.add(metadata == null ? null : Json.text(metadata.path("user_id")));
    for (String user : candidates) {
      if (user != null && !user.isBlank()) {
        extra.putObject("metadata").put("user_id", userId(user, attempt.tenant()));
        return;
      }
    }
  }

  /** The API takes no personal data. The tenant keeps a hash from being looked up elsewhere. */
  private static String userId(String user, String tenant) {
    boolean opaque = user.length() <= MAX_USER_ID && !CONTACT.matcher(user).find();
    return opaque
        ? user
        : "user_" + Hashing.sha256().hashString(tenant + "\n" + user, UTF_8).toString();
  }
}
