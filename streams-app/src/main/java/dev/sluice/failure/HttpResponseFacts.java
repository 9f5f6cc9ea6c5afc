package dev.sluice.failure;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A provider's reply.
 *
 * @param status the HTTP status
 * @param headers those that matter to a reader of the failure, names in lower case
 * @param body the body up to a cap
 * @param bodyTruncated whether the body was longer than the cap
 */
public record HttpResponseFacts(
    int status, Map<String, List<String>> headers, @Nullable String body, boolean bodyTruncated) {

  public HttpResponseFacts {
    TreeMap<String, List<String>> copy = new TreeMap<>();
    headers.forEach(
        (name, values) ->
            copy.put(Text.wellFormed(name), values.stream().map(Text::wellFormed).toList()));
    headers = Collections.unmodifiableMap(copy);
    body = Text.wellFormedOrNull(body);
  }
}
