package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Request;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges the fields that a request and a target add to a provider's body, top-level field by field:
 * first the request's, then the target's, so the operator's win. Null removes a field. Pure.
 */
public final class ExtraBody {
  /** Fields that the codec depends on: it would not understand a stream or a second choice. */
  private static final Set<String> NOT_THE_TARGETS =
      Set.of("messages", "stream", "stream_options", "n");

  /**
   * What routers and proxies behind a target take as the request's own choice of model, upstream or
   * credential: OpenRouter, LiteLLM and whoever follows them, and tiers of service, whose limits
   * are their own.
   */
  private static final Set<String> CHOICES =
      Set.of(
          "api_base",
          "api_key",
          "base_url",
          "fallbacks",
          "models",
          "performanceConfig",
          "provider",
          "route",
          "serviceTier",
          "service_tier",
          "tags",
          "user_config");

  private ExtraBody() {}

  /**
   * Whether the request itself chooses what is behind the target, so that it may choose wrongly.
   */
  static boolean choosesUpstream(Attempt attempt) {
    JsonNode requests = parse(attempt.request().extraBody());
    return requests != null && CHOICES.stream().anyMatch(requests::has);
  }

  /** The merged fields, for APIs without fields of their own to protect. */
  public static ObjectNode of(Attempt attempt) {
    return of(attempt, Set.of(), Set.of());
  }

  /**
   * The merged fields, without those that are null.
   *
   * @param written the API's fields that the codec writes itself
   * @param operators the API's fields that a request may not set
   * @throws dev.sluice.failure.FailureException if the request's extra body is not a JSON object,
   *     or sets one of these fields
   * @throws IllegalStateException if the target's is not a JSON object
   */
  public static ObjectNode of(Attempt attempt, Set<String> written, Set<String> operators) {
    JsonNode requests = parse(attempt.request().extraBody());
    if (requests == null || !requests.isObject()) {
      throw UnsupportedRequest.invalid("extra_body", "extra_body is not a JSON object");
    }
    JsonNode targets = parse(attempt.target().extraBody());
    if (targets == null || !targets.isObject()) {
      throw new IllegalStateException(
          "the extra_body of target " + attempt.target().name() + " is not a JSON object");
    }
    requests
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (written.contains(name) || operators.contains(name)) {
                throw UnsupportedRequest.invalid(
                    "extra_body." + name,
                    "extra_body." + name + " may not be set for " + attempt.target().name());
              }
            });
    ObjectNode merged = Json.object();
    merge(merged, requests, Request.NOT_IN_EXTRA_BODY);
    merge(merged, targets, NOT_THE_TARGETS);
    merged.remove(written);
    merged.remove(nulls(merged));
    return merged;
  }

  /** The fields that null removes, also from what the codec writes. */
  static Set<String> removed(Attempt attempt) {
    ObjectNode merged = Json.object();
    merge(merged, orEmpty(attempt.request().extraBody()), Request.NOT_IN_EXTRA_BODY);
    merge(merged, orEmpty(attempt.target().extraBody()), NOT_THE_TARGETS);
    return Set.copyOf(nulls(merged));
  }

  private static List<String> nulls(ObjectNode object) {
    return Json.names(object).stream().filter(name -> object.path(name).isNull()).toList();
  }

  private static JsonNode orEmpty(@Nullable String text) {
    JsonNode json = parse(text);
    return json == null ? Json.object() : json;
  }

  private static void merge(ObjectNode body, JsonNode extra, Set<String> forbidden) {
    extra
        .properties()
        .forEach(
            field -> {
              if (!forbidden.contains(field.getKey())) {
                body.set(field.getKey(), field.getValue());
              }
            });
  }

  private static @Nullable JsonNode parse(@Nullable String text) {
    return text == null || text.isBlank() ? Json.object() : Json.parse(text);
  }
}
