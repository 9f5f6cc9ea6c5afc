package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.OnLimit;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that wait for their limits, over a real broker. */
class WaitRunIT {
  private static final String PREFIX = "wait.";
  private static final int REQUESTS = 20;

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers:
        first: {kind: echo}
      routes:
        chat:
          targets: [{name: chat-first, provider: first, model: swift-1}]
      tenants:
        acme:
          limits: [{per: tenant, metric: requests, amount: 5, window: 1s}]
        globex:
          limits: [{per: tenant, metric: concurrent, amount: 1}]
      """
          .formatted(PREFIX);

  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway(PREFIX, CONFIG);

  private static Client client;

  @BeforeAll
  static void connect() {
    client = GATEWAY.client();
  }

  @Test
  void shouldAnswerAllAndAdmitNoMoreThanTheRateWhenRequestsWait() {
    // When
    publishes("acme");

    // Then
    awaitAnswers("acme");
    List<Long> admittedAt =
        admissions("acme").values().stream().map(WaitRunIT::appendTime).sorted().toList();
    assertThat(admittedAt).hasSize(REQUESTS);
    for (int i = 5; i < REQUESTS; i++) {
      assertThat(admittedAt.get(i) - admittedAt.get(i - 5)).isGreaterThan(1_000);
    }
  }

  @Test
  void shouldAnswerAllOneAfterAnotherWhenTheyWaitForTheOnlyPlace() {
    // When
    publishes("globex");

    // Then
    awaitAnswers("globex");
    List<long[]> changes = new ArrayList<>();
    admissions("globex").values().forEach(from -> changes.add(new long[] {from.getSeq(), 1}));
    results("globex").forEach(end -> changes.add(new long[] {end.getSource().getSeq(), -1}));
    changes.sort(Comparator.comparingLong(change -> change[0]));
    long open = 0;
    for (long[] change : changes) {
      open += change[1];
      assertThat(open).isBetween(0L, 1L);
    }
    assertThat(changes).hasSize(2 * REQUESTS);
    assertThat(results("globex"))
        .extracting(CompletionResult::getRequestId)
        .containsExactlyElementsOf(admissions("globex").keySet());
  }

  private static void publishes(String tenant) {
    List<CompletionRequest> requests = new ArrayList<>();
    for (int i = 1; i <= REQUESTS; i++) {
      requests.add(request(tenant + "-" + i, "chat").setOnLimit(OnLimit.WAIT).build());
    }
    client.publishesAll(List.of(tenant), requests);
  }

  private static void awaitAnswers(String tenant) {
    await().untilAsserted(() -> assertThat(results(tenant)).hasSize(REQUESTS));
    assertThat(client.errors.values()).noneMatch(error -> tenant.equals(error.getTenant()));
    assertThat(client.polling.values())
        .filteredOn(event -> event.getTenant().equals(tenant))
        .extracting(PollingEvent::getStatus)
        .contains(CallStatus.WAITING);
  }

  /** What each request was admitted at, in order. */
  private static Map<String, Source> admissions(String tenant) {
    Map<String, Source> admissions = new LinkedHashMap<>();
    for (PollingEvent event : client.polling.values()) {
      if (event.getTenant().equals(tenant) && event.getStatus() != CallStatus.WAITING) {
        admissions.putIfAbsent(event.getRequestId(), event.getSource());
      }
    }
    return admissions;
  }

  private static long appendTime(Source source) {
    assertThat(source.getTopic()).isEqualTo(PREFIX + "requests");
    return client.requests.records().stream()
        .filter(record -> record.partition() == source.getPartition())
        .filter(record -> record.offset() == source.getOffset())
        .mapToLong(ConsumerRecord::timestamp)
        .findFirst()
        .orElseThrow();
  }

  private static List<CompletionResult> results(String tenant) {
    return client.results.values().stream()
        .filter(result -> result.getTenant().equals(tenant))
        .toList();
  }
}
