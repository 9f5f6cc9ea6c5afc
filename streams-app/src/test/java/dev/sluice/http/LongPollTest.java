package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollTest {
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({"10088427508915074, 200", "999999999999999999, 200", "1000000000000000000, 400"})
  void shouldTakeALongWaitForTheLongest(String wait, int status) {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID + "?wait=" + wait, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body().contains("0 to 999999999999999999")).isEqualTo(status == 400);
  }

  @Test
  void shouldAnswerAllWhoWaitWhenTheResultIsCommitted() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      polls.add(gateway.polls(Gateway.ID + "?wait=60"));
    }
    await().until(() -> gateway.waiting() == 5);
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 2));

    // When
    gateway.changes(Gateway.ID, Gateway.completed());

    // Then
    assertThat(polls).allSatisfy(poll -> assertThat(status(poll.join())).isEqualTo("completed"));
    await().until(() -> gateway.waiting() == 0);
    assertThat(gateway.watchers.size()).isZero();
  }

  @Test
  void shouldAnswerAtOnceWhenTheCallHasEnded() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.polls(Gateway.ID + "?wait=60").join();

    // Then
    assertThat(status(response)).isEqualTo("completed");
  }

  @Test
  void shouldTellHowTheCallStandsWhenTheWaitIsOver() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 2));

    // When
    HttpResponse<String> response = gateway.polls(Gateway.ID + "?wait=1").join();

    // Then
    assertThat(status(response)).isEqualTo("in_progress");
    assertThat(gateway.waiting()).isZero();
  }

  @Test
  void shouldWaitForARequestThatTheViewDoesNotKnowYet() {
    // Given
    CompletableFuture<HttpResponse<String>> poll = gateway.polls(Gateway.ID + "?wait=60");
    await().until(() -> gateway.waiting() == 1);

    // When
    gateway.changes(Gateway.ID, Gateway.completed());

    // Then
    assertThat(status(poll.join())).isEqualTo("completed");
  }

  @Test
  void shouldWaitAsLongAsTheClientPrefers() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));

    // When
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/v1/responses/" + Gateway.ID)
                .header("Authorization", "Bearer " + Gateway.KEY)
                .header("Prefer", "respond-async, wait=1")
                .build());

    // Then
    assertThat(response.headers().firstValue("preference-applied")).contains("wait=1");
    assertThat(status(response)).isEqualTo("queued");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "abc", "1.5", "99999999999999999999", "1%00"})
  void shouldRefuseAWaitThatIsNone(String wait) {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID + "?wait=" + wait, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/param").asText()).isEqualTo("wait");
  }

  @Test
  void shouldRefuseToWaitWhenTooManyDo() {
    // Given
    try (Gateway small = new Gateway(1)) {
      small.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
      CompletableFuture<HttpResponse<String>> first = small.polls(Gateway.ID + "?wait=60");
      await().until(() -> small.waiting() == 1);

      // When
      HttpResponse<String> second = small.poll(Gateway.ID + "?wait=60", Gateway.KEY);

      // Then
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.headers().firstValue("retry-after")).isPresent();
      assertThat(Gateway.json(second).at("/error/code").asText()).isEqualTo("too_many_waiting");
      assertThat(small.poll(Gateway.ID, Gateway.KEY).statusCode()).isEqualTo(200);
      assertThat(small.registry.scrape()).contains("sluice_http_waits_refused_total 1.0");
      small.changes(Gateway.ID, Gateway.completed());
      assertThat(status(first.join())).isEqualTo("completed");
    }
  }

  @Test
  void shouldSayNotFoundWhenTheRequestIsDeletedWhileSomebodyWaits() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> poll = gateway.polls(Gateway.ID + "?wait=60");
    await().until(() -> gateway.waiting() == 1);

    // When
    gateway.changes(Gateway.ID, new ViewRow.Deleted());

    // Then
    assertThat(poll.join().statusCode()).isEqualTo(404);
  }

  @Test
  void shouldSendWhoWaitsElsewhereWhenThePartitionLeaves() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> poll = gateway.polls(Gateway.ID + "?wait=60");
    await().until(() -> gateway.waiting() == 1);

    // When
    gateway.losesItsPartition();

    // Then
    assertThat(poll.join().statusCode()).isEqualTo(503);
    assertThat(poll.join().headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void shouldAnswerAllWhoWaitWhenItStops() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> poll = gateway.polls(Gateway.ID + "?wait=60");
    await().until(() -> gateway.waiting() == 1);

    // When
    gateway.waiting.close();

    // Then
    assertThat(status(poll.join())).isEqualTo("queued");
  }

  @Test
  void shouldForgetAClientThatHasGone() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    client.getOutputStream().write(Gateway.get(Gateway.ID + "?wait=60"));
    await().until(() -> gateway.waiting() == 1);

    // When
    client.close();

    // Then
    await().until(() -> gateway.waiting() == 0);
    assertThat(gateway.watchers.size()).isZero();
  }

  @Test
  void shouldKeepAConnectionInOrderWhenTheNextRequestComesBeforeTheAnswer() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(Gateway.get(Gateway.ID + "?wait=60"));
      await().until(() -> gateway.waiting() == 1);
      client.getOutputStream().write(Gateway.get("resp_none"));
      client.getOutputStream().write(Gateway.get(Gateway.ID + "?wait=1"));

      // When
      gateway.changes(Gateway.ID, Gateway.completed());

      // Then
      StringBuilder read = new StringBuilder();
      while (read.toString().split("HTTP/1.1 ", -1).length < 4) {
        read.append((char) client.getInputStream().read());
      }
      assertThat(read.toString())
          .containsSubsequence("HTTP/1.1 200", "Bonjour", "HTTP/1.1 404", "HTTP/1.1 ");
    }
  }

  @Test
  void shouldUseAConnectionAgainAfterAWait() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    for (int i = 0; i < 20; i++) {
      CompletableFuture<HttpResponse<String>> poll = gateway.polls(Gateway.ID + "?wait=60");
      await().until(() -> gateway.waiting() == 1);
      gateway.changes(Gateway.ID, Gateway.completed());
      assertThat(status(poll.join())).isEqualTo("completed");

      // When
      gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));

      // Then
      assertThat(status(gateway.polls(Gateway.ID).join())).isEqualTo("queued");
    }
  }

  @Test
  void shouldLetMoreWaitThanThereAreThreadsAndKeepNothingOfThem() {
    // Given
    try (Gateway large = new Gateway(2_000)) {
      waitTogether(large, 2_000);
      long before = usedMemory();

      // When
      waitTogether(large, 2_000);

      // Then
      assertThat(usedMemory() - before).as("bytes kept of 2,000 polls").isLessThan(2_000 * 10_000);
      assertThat(large.waiting()).isZero();
      assertThat(large.watchers.size()).isZero();
    }
  }

  private static void waitTogether(Gateway gateway, int number) {
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      polls.add(gateway.polls(Gateway.ID + "?wait=60"));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> gateway.waiting() == number);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("http-"))
        .as("the server's threads")
        .hasSizeLessThan(100);
    gateway.changes(
        Gateway.ID, new ViewRow.Completed(Events.result(Gateway.ID, Events.text("x")).build()));
    assertThat(polls).allSatisfy(poll -> assertThat(status(poll.join())).isEqualTo("completed"));
    await().until(() -> gateway.waiting() == 0);
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String status(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    return Gateway.json(response).path("status").asText();
  }
}
