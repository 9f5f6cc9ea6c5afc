package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.json.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the files of one batch's results, one after the other. Used by one thread at a time. */
final class BatchResults {
  private final BatchApi api;
  private final BatchRequests requests;
  private final HttpOutcomes outcomes;
  private final Map<String, Attempt> attempts;
  private final BiConsumer<String, Outcome> each;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String undone;

  BatchResults(
      BatchApi api,
      BatchRequests requests,
      HttpOutcomes outcomes,
      Map<String, Attempt> attempts,
      BiConsumer<String, Outcome> each) {
    this.api = api;
    this.requests = requests;
    this.outcomes = outcomes;
    this.attempts = attempts;
    this.each = each;
  }

  /** Why one of those that are left undone is; null if nothing says so. */
  @Nullable String undone() {
    return undone;
  }

  /**
   * @param source where the file is
   */
  void read(ByteBuffer file, HttpRequestFacts source) {
    lines(api, file, line -> read(line, source));
  }

  /** Passes each line on that is a result. */
  static void lines(BatchApi api, ByteBuffer file, Consumer<BatchLine> each) {
    for (int begin = file.position(); begin < file.limit(); ) {
      int end = begin;
      while (end < file.limit() && file.get(end) != '\n') {
        end++;
      }
      byte[] text = new byte[end - begin];
      file.get(begin, text);
      JsonNode json = Json.parse(text);
      BatchLine line = json == null ? null : api.line(json);
      if (line != null) {
        each.accept(line);
      }
      begin = end + 1;
    }
  }

  private void read(BatchLine line, HttpRequestFacts source) {
    Attempt attempt = attempts.get(line.attemptId());
    if (attempt == null) {
      return;
    }
    JsonNode body = line.body();
    if (body == null) {
      undone = undone == null ? line.undone() : undone;
      return;
    }
    if (!seen.add(line.attemptId())) {
      return;
    }
    Map<String, List<String>> headers = new TreeMap<>();
    if (line.requestId() != null) {
      headers.put("x-request-id", List.of(line.requestId()));
    }
    ByteBuffer text = ByteBuffer.wrap(body.toString().getBytes(UTF_8));
    HttpResult.Replied reply = new HttpResult.Replied(line.status(), headers, text);
    // a line has no timeout of its own
    Outcome outcome = outcomes.of(BatchRequests.inOnePiece(attempt), Duration.ZERO, source, reply);
    each.accept(line.attemptId(), outcome.adjusted(requests.adjustments(attempt)));
  }
}
