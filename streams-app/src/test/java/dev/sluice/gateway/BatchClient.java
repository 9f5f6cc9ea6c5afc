package dev.sluice.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files and batches as clients of OpenAI's API use them. Confined to the test's thread. */
final class BatchClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "a-boundary";

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final String apiKey;

  BatchClient(int port, String apiKey) {
    this.port = port;
    this.apiKey = apiKey;
  }

  static byte[] lines(int count) {
    return lines(IntStream.range(0, count).mapToObj(BatchClient::line).toList());
  }

  static byte[] lines(List<String> lines) {
    return lines.stream().collect(Collectors.joining("\n", "", "\n")).getBytes(UTF_8);
  }

  static String line(int number) {
    return """
        {"custom_id":"line-%d","method":"POST","url":"/v1/responses","body":{"model":"chat","input":"hi"}}"""
        .formatted(number);
  }

  String uploads(byte[] content) throws Exception {
    String head =
        """
        --%1$s\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        batch\r
        --%1$s\r
        Content-Disposition: form-data; name="file"; filename="in.jsonl"\r
        \r
        """
            .formatted(BOUNDARY);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head.getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    HttpResponse<String> answer =
        http.send(
            request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build(),
            BodyHandlers.ofString());
    return json(answer).path("id").asText();
  }

  String creates(String fileId) throws Exception {
    String body =
        "{\"input_file_id\":\"%s\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}"
            .formatted(fileId);
    return posts("/v1/batches", body).path("id").asText();
  }

  JsonNode cancels(String batchId) throws Exception {
    return posts("/v1/batches/" + batchId + "/cancel", "");
  }

  private JsonNode posts(String path, String body) throws Exception {
    return json(
        http.send(
            request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()));
  }

  JsonNode gets(String path) throws Exception {
    return json(http.send(request(path).build(), BodyHandlers.ofString()));
  }

  JsonNode batch(String batchId) throws Exception {
    return gets("/v1/batches/" + batchId);
  }

  /** Each of its lines. */
  List<JsonNode> reads(String fileId) throws Exception {
    HttpResponse<String> answer =
        http.send(request("/v1/files/" + fileId + "/content").build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : answer.body().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + apiKey);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
