package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All replies that tests know, for tests of what is behind the codecs. */
public final class Replies {
  public static final Instant NOW = Fixtures.NOW;

  private Replies() {}

  /** One as it came. */
  public record Reply(int status, Map<String, List<String>> headers, String body) {
    public @Nullable JsonNode json() {
      return Json.parse(body);
    }
  }

  public static List<Reply> all() {
    return Stream.of(ReplyCase.ofGateway(), ReplyCase.ofWordings(), ReplyCase.ofCodes())
        .flatMap(List::stream)
        .map(ReplyCase::reply)
        .map(reply -> new Reply(reply.status(), reply.headers(), reply.body()))
        .toList();
  }
}
