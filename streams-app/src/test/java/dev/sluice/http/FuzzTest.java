package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that no client would send. */
class FuzzTest {
  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "DELETE", "HEAD", "PUT", "OPTIONS", "BREW", "get");
  private static final List<String> PATHS =
      List.of(
          "/v1/responses/" + Gateway.ID,
          "/v1/responses/" + Gateway.ID + "/cancel",
          "/v1/responses/" + Gateway.ID + "/input_items",
          "/v1/responses/resp_" + "A".repeat(51),
          "/v1/responses/" + Gateway.IDS.issue(Events.TENANT, 999, Events.ACCEPTED_AT, 7),
          "/v1/responses/" + Gateway.IDS.issue("other", 0, Events.ACCEPTED_AT, 7),
          "/v1/responses",
          "/v1/responses",
          "/internal/decisions",
          "/v1/models",
          "/v1/models/chat",
          "/openapi.json",
          "/",
          "*",
          "");
  private static final List<String> NAMES =
      List.of("stream", "starting_after", "limit", "order", "after", "before", "wait", "include[]");
  private static final List<String> VALUES =
      List.of("", "true", "0", "1", "-1", "1e9", "99999999999", "%00", "%", "%E2%28", "asc", "é");
  private static final List<String> HEADERS =
      List.of(
          "Prefer: wait=",
          "Prefer: wait=0, wait=x",
          "Accept: text/event-stream",
          "Content-Type: application/json",
          "Content-Type: text/plain; charset=none",
          "Transfer-Encoding: chunked",
          "Expect: 100-continue",
          "Range: bytes=0-",
          "Authorization: Bearer",
          "Authorization: Bearer \u00ff",
          "Cookie: a=b; =",
          ": none",
          "Connection: upgrade",
          "Idempotency-Key: ",
          "Idempotency-Key: once",
          "X-Stainless-Retry-Count: 1",
          "X-Stainless-Retry-Count: many",
          "sluice-cluster-secret: none");

  private static final List<String> BODIES =
      List.of(
          Gateway.BODY,
          "[]",
          "null",
          "{\"model\":\"chat\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]}",
          "{\"model\":\"chat\",\"input\":[[],{\"type\":\"function_call_output\"}],\"background\":true}",
          "{\"model\":1,\"input\":\"hi\"}",
          "{\"model\":\"chat\",\"input\":\"\\ud800\",\"background\":true}",
          "{\"model\":\"chat\",\"input\":\"hi\",\"metadata\":{\"\":\"\"},\"temperature\":1e999}",
          "{\"model\":\"chat\",\"input\":\"hi\",\"tools\":[{}],\"text\":{\"format\":[]}}",
          "{\"model\":\"chat\",\"input\":\"hi\",\"sluice\":{\"deadline\":\"soon\",\"priority\":99999}}",
          "{\"model\":\"chat\",\"input\":" + "[".repeat(2_000));

  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldNeverFailWhateverIsSent() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());
    gateway.changes(
        Gateway.IDS.issue(Events.TENANT, 0, Events.ACCEPTED_AT, 8),
        Gateway.pending(CallStatus.QUEUED, 1));
    Random random = new Random(20261120);
    Set<String> statuses = new HashSet<>();

    for (int i = 0; i < 1_000; i++) {
      byte[] request = request(random);

      // When
      String answer = gateway.exchange(request);

      // Then
      statuses.add(answer.replaceFirst("(?s)^HTTP/1.1 (\\d+).*", "$1"));
      assertThat(answer)
          .as(() -> new String(request, StandardCharsets.ISO_8859_1))
          .doesNotContainPattern("HTTP/1\\.1 500")
          .doesNotContain("Exception", "dev.sluice", "org.eclipse");
    }
    assertThat(statuses).contains("200", "400", "401", "404", "405");
  }

  private static byte[] request(Random random) {
    StringBuilder text = new StringBuilder();
    text.append(one(random, METHODS)).append(' ').append(one(random, PATHS));
    for (int i = random.nextInt(3); i > 0; i--) {
      text.append(text.indexOf("?") < 0 ? '?' : '&').append(one(random, NAMES));
      text.append('=').append(one(random, VALUES));
    }
    text.append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    if (random.nextInt(4) > 0) {
      text.append("Authorization: Bearer ").append(Gateway.KEY).append("\r\n");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(one(random, HEADERS)).append("\r\n");
    }
    byte[] body = new byte[random.nextInt(3) == 0 ? random.nextInt(300) : 0];
    random.nextBytes(body);
    if (random.nextBoolean()) {
      body = one(random, BODIES).getBytes(StandardCharsets.UTF_8);
    }
    boolean inChunks = text.indexOf("chunked") >= 0 && random.nextBoolean();
    if (body.length > 0 && !inChunks) {
      text.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static String one(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
