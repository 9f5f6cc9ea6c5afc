package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Streams at a process while the one that has their calls is killed in the middle of answers. */
class StreamKillIT {
  private static final String PREFIX = "streamkill.";
  private static final String SECRET = "a secret of the cluster";
  private static final int TENANTS = 4;
  private static final String WORDS =
      IntStream.range(0, 80).mapToObj(word -> "word" + word).collect(Collectors.joining(" "));
  private static final String LATE = "late";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      group: {standbys: 1}
      dispatch: {lease: 8s, sweep: 200ms, drain: 0s}
      providers: {echo: {kind: echo}}
      routes:
        words:
          targets: [{provider: echo, model: swift-1, extra_body: {echo: {delay: 8s, text: %s}}}]
        late:
          targets: [{provider: echo, model: swift-1, extra_body: {echo: {delay: 12s, text: %s}}}]
      tenants:
      """
          .formatted(PREFIX, WORDS, LATE);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldTellNoStreamASecondAnswerAndEndEachCallOnceWhenTheOwnerIsKilled() throws Exception {
    // Given
    try (Client client = CLUSTER.client(PREFIX);
        GatewayProcess owner = start("owner");
        GatewayProcess other = start("other")) {
      int port = other.port();
      Call late = callElsewhere(port);
      String key = late.key();
      StreamingClient created = create(port, key, "words");
      String words = created.id();
      StreamingClient polled = StreamingClient.gets(port, key, stream(words));
      StreamingClient whole = StreamingClient.gets(port, key, stream(late.id()));
      StreamingClient chat =
          StreamingClient.posts(
              port,
              key,
              "/v1/chat/completions",
              "{\"model\":\"words\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
      await()
          .until(
              () ->
                  polled.pieces().size() > 2
                      && created.pieces().size() > 2
                      && chat.pieces().size() > 2);

      // When
      owner.kill();

      // Then: no more after what was seen, since another attempt's words would be joined to it
      List<JsonNode> broken = polled.awaitEnd();
      assertThat(broken).filteredOn(StreamingClient::isLast).hasSize(1);
      assertThat(last(broken).path("type").asText()).isEqualTo("error");
      assertThat(last(broken).path("code").asText()).isEqualTo("stream_broken");
      assertDense(broken);
      assertThat(WORDS).startsWith(polled.text()).isNotEqualTo(polled.text());
      assertThat(created.awaitEnd()).isEqualTo(broken);

      JsonNode lastChunk = last(chat.awaitEnd());
      assertThat(lastChunk.at("/error/code").asText()).isEqualTo("stream_broken");
      assertThat(WORDS).startsWith(chat.text()).isNotEqualTo(chat.text());

      // and all where nothing was seen
      List<JsonNode> complete = whole.awaitEnd();
      assertThat(complete).filteredOn(StreamingClient::isLast).hasSize(1);
      assertThat(last(complete).path("type").asText()).isEqualTo("response.completed");
      assertDense(complete);
      assertThat(whole.text()).isEqualTo(LATE);

      String chatId = chat.events().get(0).path("id").asText();
      for (String id : List.of(words, chatId, late.id())) {
        await()
            .until(
                () ->
                    polledText(client, port, key, id).equals(id.equals(late.id()) ? LATE : WORDS));
        assertThat(client.results.values())
            .filteredOn(result -> result.getPollingId().equals(id))
            .singleElement()
            // the first one died with its process
            .satisfies(result -> assertThat(result.getAttempts().get(0).getNumber()).isEqualTo(2));
      }
      assertThat(client.errors.values()).isEmpty();

      // and the same again, here and at a process that was not there
      try (GatewayProcess again = start("owner")) {
        for (int at : new int[] {port, again.port()}) {
          assertThat(StreamingClient.gets(at, key, stream(words)).awaitEnd()).isEqualTo(broken);
          assertThat(StreamingClient.gets(at, key, stream(late.id())).awaitEnd())
              .isEqualTo(complete);
          for (int after : new int[] {0, broken.size() / 2, broken.size() - 2}) {
            String rest = stream(words) + "&starting_after=" + after;
            assertThat(StreamingClient.gets(at, key, rest).awaitEnd())
                .isEqualTo(broken.subList(after + 1, broken.size()));
          }
        }
      }
    }
  }

  private static void assertDense(List<JsonNode> events) {
    assertThat(StreamingClient.numbers(events))
        .isEqualTo(LongStream.range(0, events.size()).boxed().toList());
  }

  private static JsonNode last(List<JsonNode> events) {
    return events.get(events.size() - 1);
  }

  private record Call(String key, String id) {}

  /** One that has begun, and that the process at that port hasn't. */
  private Call callElsewhere(int port) throws Exception {
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      String key = "sk-" + tenant;
      String id = create(port, key, "late").id();
      HttpRequest asked =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/responses/" + id))
              .header("Authorization", "Bearer " + key)
              // as a process of the gateway, so that it answers out of what it has itself
              .header("sluice-cluster-secret", SECRET)
              .build();
      if (http.send(asked, BodyHandlers.discarding()).statusCode() == 503) {
        return new Call(key, id);
      }
    }
    throw new AssertionError("all calls are at the process at " + port);
  }

  /** Until somebody may say what was decided, it is 503. */
  private static StreamingClient create(int port, String key, String model) {
    String body =
        "{\"model\":\"%s\",\"input\":\"hi\",\"background\":true,\"stream\":true}".formatted(model);
    return await()
        .until(
            () -> {
              StreamingClient client = StreamingClient.posts(port, key, "/v1/responses", body);
              await().until(client::hasBegun);
              return client;
            },
            client -> !client.events().isEmpty());
  }

  private static String stream(String id) {
    return "/v1/responses/" + id + "?stream=true";
  }

  /** Empty until it is whole. */
  private static String polledText(Client client, int port, String key, String id)
      throws Exception {
    JsonNode response = client.polls(port, key, id).body();
    return response.path("status").asText().equals("completed")
        ? response.at("/output/0/content/0/text").asText()
        : "";
  }

  /** One that the others' calls come to soon after its death. */
  private GatewayProcess start(String name) throws Exception {
    int port = RealCluster.freePort();
    String tenants =
        IntStream.range(0, TENANTS)
            .mapToObj("  tenant-%1$d: {keys: {default: {api_key: sk-%1$d}}}\n"::formatted)
            .collect(Collectors.joining());
    String config =
        CLUSTER
            .config(PREFIX, dir.resolve(name), CONFIG + tenants)
            .replace("instance: test", "instance: " + name)
            .replace(
                "kafka:",
                "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500\n  probing.rebalance.interval.ms: 60000\n  acceptable.recovery.lag: 100000000")
            .replace(
                "  port: 0",
                "  port: %d\n  advertised: 127.0.0.1:%d\n  cluster_secret: %s"
                    .formatted(port, port, SECRET));
    return GatewayProcess.start(dir, name, config);
  }
}
