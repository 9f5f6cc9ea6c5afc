package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ErrorReader;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to one vendor's API; {@link ProviderCodec} does the rest. Pure; any thread.
 */
public interface ProviderApi {

  /** Below the provider's base URL, with a leading slash, and with a query if the API needs one. */
  String path(Target target);

  /** The header that carries the credential. */
  Map.Entry<String, String> authorization(Secret apiKey);

  /** Further headers that the API needs. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /**
   * The request's body, derived from the attempt's values each time.
   *
   * @throws dev.sluice.failure.FailureException if the caller's request can't be expressed in this
   *     API
   */
  ObjectNode body(Attempt attempt);

  /** How it streams; null if it does not. */
  default @Nullable StreamApi stream() {
    return null;
  }

  /** Its batch endpoints; null if it has none. */
  default @Nullable BatchApi batches() {
    return null;
  }

  /** The error that a reply of status 2xx holds instead of an answer; null if it holds none. */
  default @Nullable ProviderError error(JsonNode reply) {
    return ErrorReader.inside(reply);
  }

  /**
   * The answer in a reply of status 2xx to the attempt, or null if it is none.
   *
   * @param attempt for the model that {@link dev.sluice.call.ProviderState provider states} name,
   *     and for {@link ToolCallIds}
   */
  @Nullable Answer answer(JsonNode reply, Attempt attempt);

  /** What a reply of status 2xx was paid for, whether or not it holds an answer; null if untold. */
  default @Nullable Usage usage(JsonNode reply) {
    return null;
  }
}
