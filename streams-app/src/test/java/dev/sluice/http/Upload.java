package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The upload of a file as SDKs make it. One thread. */
final class Upload {
  static final String LINE =
      "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{\"model\":\"chat\",\"input\":\"hi\"}}\n";
  private static final String BOUNDARY = "----a-boundary";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  static Upload of(byte[] content) {
    return new Upload().field("purpose", "batch").file("in.jsonl", content);
  }

  /** The ID of a file that is there. */
  static String in(Gateway gateway) {
    return in(gateway, LINE.getBytes(UTF_8), Gateway.KEY);
  }

  static String in(Gateway gateway, byte[] content, String apiKey) {
    return Gateway.json(of(content).send(gateway, apiKey)).path("id").asText();
  }

  Upload field(String name, String value) {
    return part("name=\"" + name + "\"", value.getBytes(UTF_8));
  }

  Upload file(String name, byte[] content) {
    return part(
        "name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream",
        content);
  }

  Upload part(String disposition, byte[] content) {
    body.writeBytes(
        ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
            .getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(UTF_8));
    return this;
  }

  HttpResponse<String> send(Gateway gateway) {
    return send(gateway, Gateway.KEY);
  }

  HttpResponse<String> send(Gateway gateway, String apiKey) {
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return sendUnended(gateway, apiKey);
  }

  /** Without the form's end. */
  HttpResponse<String> sendUnended(Gateway gateway, String apiKey) {
    return gateway.send(
        gateway
            .request("/v1/files")
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build());
  }
}
