package dev.sluice.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the first run of a batch writes down before it sends anything, so that a later one can go on
 * with it.
 *
 * @param requests the batch's name, key and deadline
 * @param inputSha256 of the whole input file
 * @param tenant who spends
 * @param positions where the gateway's events about the batch begin, by partition
 */
public record BatchManifest(
    BatchRequests requests, String inputSha256, String tenant, Map<String, Long> positions) {
  private static final int FORMAT = 1;

  public BatchManifest {
    positions = Map.copyOf(positions);
  }

  public byte[] toBytes() {
    ObjectNode json =
        Json.object()
            .put("format", FORMAT)
            .put("batch_id", requests.batchId())
            .put("input_sha256", inputSha256)
            .put("tenant", tenant)
            .put("key_id", requests.keyId())
            .put("deadline", requests.deadline().toString());
    ObjectNode offsets = json.putObject("positions");
    new TreeMap<>(positions).forEach(offsets::put);
    return Json.bytes(json);
  }

  /** Empty for what {@link #toBytes} of this release has not written. */
  public static Optional<BatchManifest> read(byte[] bytes) {
    JsonNode json = Json.parse(bytes);
    if (json == null || json.path("format").asInt() != FORMAT) {
      return Optional.empty();
    }
    Map<String, Long> positions = new TreeMap<>();
    json.path("positions")
        .properties()
        .forEach(each -> positions.put(each.getKey(), each.getValue().asLong()));
    try {
      Instant deadline = Instant.parse(json.path("deadline").asText());
      return Optional.of(
          new BatchManifest(
              new BatchRequests(
                  json.path("batch_id").asText(), json.path("key_id").asText(), deadline),
              json.path("input_sha256").asText(),
              json.path("tenant").asText(),
              positions));
    } catch (DateTimeException damaged) {
      return Optional.empty();
    }
  }
}
