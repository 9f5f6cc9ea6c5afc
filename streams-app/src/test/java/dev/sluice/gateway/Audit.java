package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.CountedRow;
import dev.sluice.admission.Metric;
import dev.sluice.admission.ScopeValue;
import dev.sluice.gateway.CountingProvider.Repeat;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the topics say, as a reader of what is committed sees them, of all that was published. Knows
 * a configuration of {@link RealCluster}. Confined to the test's thread.
 */
final class Audit implements AutoCloseable {
  private final Client client;
  private final Topic<AttemptOutcome> attempts;
  private final Topic<byte[]> limits;

  Audit(String bootstrapServers, String registryUrl, String prefix) {
    client = new Client(bootstrapServers, registryUrl, prefix);
    attempts =
        new Topic<>(
            bootstrapServers,
            Map.of("schema.registry.url", registryUrl, "specific.avro.reader", true),
            prefix + "attempts",
            AttemptOutcome.class);
    limits =
        new Topic<>(
            bootstrapServers,
            new ByteArrayDeserializer(),
            prefix + "gateway-limits-changelog",
            byte[].class);
  }

  Client client() {
    return client;
  }

  List<PollingEvent> accepted() {
    return client.polling.values().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  List<ErrorRecord> rejected() {
    return client.errors.values().stream()
        .filter(error -> error.getStage() == ErrorStage.REJECTED)
        .toList();
  }

  List<ErrorRecord> failed() {
    return client.errors.values().stream()
        .filter(error -> error.getStage() != ErrorStage.REJECTED)
        .toList();
  }

  List<AttemptOutcome> outcomes(OutcomeKind kind) {
    return attempts.values().stream().filter(outcome -> outcome.getKind() == kind).toList();
  }

  /** The polling IDs of all terminal records, as often as they are there. */
  List<String> terminal() {
    return Stream.concat(
            client.results.values().stream().map(CompletionResult::getPollingId),
            failed().stream().map(ErrorRecord::getPollingId))
        .toList();
  }

  /** How many results and errors there are. */
  int ended() {
    return client.results.values().size() + client.errors.values().size();
  }

  /**
   * Each request was accepted, under one polling ID that has one terminal record, or was rejected,
   * by one error record and nothing else.
   */
  void assertEndedOnce(Collection<String> published) {
    List<PollingEvent> accepted = accepted();
    List<ErrorRecord> rejected = rejected();
    assertThat(
            Stream.concat(
                accepted.stream().map(PollingEvent::getRequestId),
                rejected.stream().map(ErrorRecord::getRequestId)))
        .containsExactlyInAnyOrderElementsOf(published);
    assertThat(accepted).extracting(PollingEvent::getPollingId).doesNotHaveDuplicates();
    assertThat(terminal())
        .containsExactlyInAnyOrderElementsOf(
            accepted.stream().map(PollingEvent::getPollingId).toList());
    Set<String> turnedAway =
        rejected.stream().map(ErrorRecord::getRequestId).collect(Collectors.toSet());
    assertThat(rejected).extracting(ErrorRecord::getPollingId).allMatch(Objects::isNull);
    assertThat(client.polling.values())
        .extracting(PollingEvent::getRequestId)
        .noneMatch(turnedAway::contains);
  }

  /**
   * Nothing is set aside any more, every accepted request is counted once, and tokens are what all
   * attempts used. Every tenant needs a limit of requests and of tokens, in a window that is longer
   * than the test.
   */
  void assertSettled() {
    Map<String, Long> requests = new TreeMap<>();
    Map<String, Long> tokens = new TreeMap<>();
    for (PollingEvent event : client.polling.values()) {
      if (event.getKind() == PollingEventKind.ACCEPTED) {
        requests.merge(event.getTenant(), 1L, Long::sum);
      }
      if (event.getLate() != null) {
        tokens.merge(event.getTenant(), tokens(List.of(event.getLate())), Long::sum);
      }
    }
    client
        .results
        .values()
        .forEach(r -> tokens.merge(r.getTenant(), tokens(r.getAttempts()), Long::sum));
    failed().forEach(e -> tokens.merge(e.getTenant(), tokens(e.getAttempts()), Long::sum));
    Map<String, Long> countedRequests = new TreeMap<>();
    Map<String, Long> countedTokens = new TreeMap<>();
    rows()
        .forEach(
            (place, row) -> {
              assertThat(row.reserved()).as("reserved by %s", place).isZero();
              String tenant = ScopeValue.parse(place.key()).tenant();
              countedRequests.merge(tenant, row.used(Metric.REQUESTS), Long::sum);
              countedTokens.merge(tenant, row.used(Metric.TOKENS), Long::sum);
            });
    assertThat(countedRequests).isEqualTo(requests);
    assertThat(countedTokens).isEqualTo(tokens);
  }

  private static long tokens(List<Attempt> attempts) {
    return attempts.stream()
        .map(Attempt::getUsage)
        .filter(Objects::nonNull)
        .mapToLong(usage -> usage.getInputTokens() + usage.getOutputTokens())
        .sum();
  }

  /** A tenant whose requests go to several partitions has a row in each. */
  private record Place(int partition, String key) {}

  private Map<Place, CountedRow> rows() {
    Map<Place, CountedRow> rows = new HashMap<>();
    for (ConsumerRecord<String, Object> change : limits.records()) {
      Place place = new Place(change.partition(), change.key());
      if (change.value() == null) {
        rows.remove(place);
      } else {
        rows.put(place, CountedRow.decode((byte[]) change.value()));
      }
    }
    return rows;
  }

  /**
   * No call was made again but for one reason: the gateway that had made it ended before the answer
   * was written, or was frozen. No key was used twice, and nothing was called that was rejected.
   *
   * @param ended runs of gateways that were killed, or stopped
   * @param frozen runs that were frozen, and may have gone on
   */
  void assertRepeatsExplained(CountingProvider provider, Set<String> ended, Set<String> frozen) {
    Set<String> answered =
        outcomes(OutcomeKind.ANSWER).stream()
            .map(AttemptOutcome::getAttemptId)
            .collect(Collectors.toSet());
    List<Repeat> unexplained = new ArrayList<>(provider.repeats());
    unexplained.removeIf(
        repeat ->
            (ended.contains(repeat.before().gateway()) && !answered.contains(repeat.before().key()))
                || frozen.contains(repeat.before().gateway())
                || frozen.contains(repeat.after().gateway()));
    assertThat(unexplained).isEmpty();
    assertThat(provider.asked()).extracting(CountingProvider.Asked::key).doesNotHaveDuplicates();
    assertThat(provider.asked().stream().map(CountingProvider.Asked::requestId).distinct())
        .containsExactlyInAnyOrderElementsOf(
            accepted().stream().map(PollingEvent::getRequestId).toList());
  }

  @Override
  public void close() {
    client.close();
    attempts.close();
    limits.close();
  }
}
