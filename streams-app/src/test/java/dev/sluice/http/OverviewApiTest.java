package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.overview.Snapshots;
import dev.sluice.view.Events;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverviewApiTest {
  private static final String KEY = "a key of the operators";
  private static final String STORY = "/overview/calls/" + Gateway.ID;

  private final Gateway locked = new Gateway(new OperatorsKey(KEY));
  private final Gateway open = TwoProcesses.process();
  private final Gateway other = TwoProcesses.process();

  @AfterEach
  void stop() {
    locked.close();
    open.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/overview",
        "/overview/stream",
        "/overview/calls?q=acme",
        "/overview/calls/any",
        "/internal/snapshot"
      })
  void shouldLetNobodyInWithoutTheOperatorsKey(String path) {
    // When
    HttpResponse<String> nobody = locked.send(locked.request(path).build());

    // Then
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("www-authenticate").orElse("")).startsWith("Basic ");
    assertThat(nobody.body()).doesNotContain(Events.TENANT);
    assertThat(locked.ask("GET", path).statusCode()).as("a tenant's key").isEqualTo(401);
    assertThat(as(path, "Bearer " + KEY + "x").statusCode()).isEqualTo(401);
    assertThat(as(path, "Basic a").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/overview", "/overview/calls?q=acme"})
  void shouldTakeTheKeyAsAPasswordOrABearerToken(String path) {
    // Given
    String pair = Base64.getEncoder().encodeToString(("anyone:" + KEY).getBytes(UTF_8));

    // When
    HttpResponse<String> byPassword = as(path, "Basic " + pair);

    // Then
    assertThat(byPassword.statusCode()).isEqualTo(200);
    assertThat(as(path, "Bearer " + KEY).statusCode()).isEqualTo(200);
    assertThat(as(STORY, "Bearer " + KEY).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> as(String path, String authorization) {
    return locked.send(locked.request(path).header("Authorization", authorization).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/health/live", "/page/page.js", "/page/uplot.js"})
  void shouldNeedNoKeyForWhatTellsOfNobody(String path) {
    // When
    HttpResponse<String> answer = locked.send(locked.request(path).build());

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldTellOfAllProcessesAndOfThoseThatDoNotAnswer() {
    // Given
    other.snapshot = Snapshots.of("two", Events.ENDED_AT.toEpochMilli());
    open.others = List.of(other.address(), "127.0.0.1:1");

    // When
    JsonNode overview = Gateway.json(open.send(open.request("/overview").build()));

    // Then
    assertThat(overview.at("/instances/0/name").asText()).isEqualTo("one");
    assertThat(overview.at("/instances/1/name").asText()).isEqualTo("two");
    assertThat(overview.at("/now/in_flight").asLong()).isEqualTo(6);
    assertThat(overview.at("/missing/0/address").asText()).isEqualTo("127.0.0.1:1");
    assertThat(overview.at("/missing/0/reason").asText()).isEqualTo("it does not answer");
  }

  @Test
  void shouldGoOnTellingUntilItStops() throws Exception {
    // Given
    HttpRequest request = open.request("/overview/stream").build();
    HttpResponse<InputStream> stream =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8));
    String first = frame(lines);
    String second = frame(lines);

    // When
    open.waiting.close();

    // Then
    assertThat(stream.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(first).startsWith("event: overview\ndata: {\"at\":");
    assertThat(second).isEqualTo(first);
    assertThat(frame(lines)).isEmpty();
  }

  private static String frame(BufferedReader lines) throws IOException {
    StringBuilder frame = new StringBuilder();
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      frame.append(line).append('\n');
    }
    return frame.toString();
  }

  @Test
  void shouldRefuseWhatIsNoPollingIdAndNoSearch() {
    // When
    HttpResponse<String> story = open.ask("GET", "/overview/calls/resp_17");

    // Then
    assertThat(story.statusCode()).isEqualTo(404);
    assertThat(open.ask("GET", "/overview/calls").statusCode()).isEqualTo(400);
    assertThat(open.ask("GET", "/overview/calls?q=%20").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldAskToRetryWhileTheTopicsCannotBeRead() {
    // Given
    open.stories.away = true;

    // When
    HttpResponse<String> story = open.ask("GET", STORY);

    // Then
    assertThat(story.statusCode()).isEqualTo(503);
    assertThat(story.body()).doesNotContain("secret");
    assertThat(open.waiting()).isZero();
  }
}
