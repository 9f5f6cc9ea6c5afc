package dev.sluice.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ProviderBatch;
import dev.sluice.json.Json;
import dev.sluice.provider.http.BatchApi;
import dev.sluice.provider.http.BatchLine;
import dev.sluice.provider.http.BatchStatus;
import dev.sluice.provider.http.BatchTimes;
import dev.sluice.provider.http.HttpCall;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Anthropic's Message Batches, which carry no name of ours. Pure; any thread. */
final class AnthropicBatches implements BatchApi {
  private static final String PATH = AnthropicStream.PATH + "/batches";

  /** How far apart the clocks of both sides may be. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private static final String ENDED = "ended";

  private final Map<String, String> headers;

  /**
   * @param headers that every request needs
   */
  AnthropicBatches(Map<String, String> headers) {
    this.headers = new HashMap<>(headers);
    this.headers.put("Accept", "application/json");
  }

  @Override
  public Set<String> leftOut() {
    return Set.of("service_tier", "speed", "stream");
  }

  @Override
  public byte[] input(Map<String, ObjectNode> bodies) {
    ObjectNode input = Json.object();
    ArrayNode requests = input.putArray("requests");
    bodies.forEach((id, body) -> requests.addObject().put("custom_id", id).set("params", body));
    return Json.bytes(input);
  }

  @Override
  public @Nullable HttpCall upload(byte[] input) {
    return null;
  }

  @Override
  public HttpCall create(ProviderBatch batch, @Nullable String fileId, byte[] input) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    all.put("Idempotency-Key", batch.batchId());
    return new HttpCall("POST", PATH, all, ByteBuffer.wrap(input));
  }

  @Override
  public HttpCall list(@Nullable String after) {
    return get(PATH + "?limit=100" + (after == null ? "" : "&after_id=" + encoded(after)));
  }

  @Override
  public Match match(JsonNode listed, ProviderBatch sought, Set<String> attemptIds) {
    Instant created = BatchTimes.read(listed.path("created_at"));
    if (created != null && created.isBefore(sought.since().minus(SLACK))) {
      return Match.TOO_OLD;
    }
    long size = 0;
    for (JsonNode count : listed.path("request_counts")) {
      size += Json.count(count);
    }
    // smaller than all attempts if some of them could not be sent
    if (size > attemptIds.size()) {
      return Match.OTHER;
    }
    return isEnded(listed) ? Match.IN_RESULTS : Match.LATER;
  }

  @Override
  public HttpCall status(String id) {
    return get(PATH + "/" + encoded(id));
  }

  @Override
  public HttpCall cancel(String id) {
    return new HttpCall(
        "POST", PATH + "/" + encoded(id) + "/cancel", headers, ByteBuffer.allocate(0));
  }

  @Override
  public @Nullable BatchStatus read(JsonNode batch) {
    String id = Json.text(batch.path("id"));
    if (id == null || !batch.hasNonNull("processing_status")) {
      return null;
    }
    // not at its results_url: no reply decides who receives the key
    List<HttpCall> results =
        isEnded(batch) ? List.of(get(PATH + "/" + encoded(id) + "/results")) : List.of();
    return new BatchStatus(id, isEnded(batch), results, null);
  }

  @Override
  public @Nullable BatchLine line(JsonNode line) {
    String id = Json.text(line.path("custom_id"));
    JsonNode result = line.path("result");
    if (id == null) {
      return null;
    }
    return switch (result.path("type").asText("")) {
      case "succeeded" -> BatchLine.replied(id, 200, null, result.path("message"));
      // a reply of status 2xx with an error in it: what the error says decides
      case "errored" ->
          BatchLine.replied(
              id, 200, Json.text(result.path("error").path("request_id")), result.path("error"));
      case "expired" -> BatchLine.leftUndone(id, "the request expired before it was begun");
      case "canceled" -> BatchLine.leftUndone(id, "the batch was cancelled before it was begun");
      default -> BatchLine.leftUndone(id, null);
    };
  }

  private static boolean isEnded(JsonNode batch) {
    return batch.path("processing_status").asText("").equals(ENDED);
  }

  private HttpCall get(String path) {
    return new HttpCall("GET", path, headers, ByteBuffer.allocate(0));
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8).replace("+", "%20");
  }
}
