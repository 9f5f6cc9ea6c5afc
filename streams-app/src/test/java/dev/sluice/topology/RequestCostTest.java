package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what a request costs in Kafka to the table of docs/performance.md. */
class RequestCostTest {
  private static final String BEGIN =
      """
      | written to | answered | queued, then answered | fell back, then answered | refused | bytes, answered |
      | --- | --- | --- | --- | --- | --- |
      """;

  private static final String PROMPT =
      "My canal boat is stuck below a closed sluice gate. ".repeat(16);
  private static final String ANSWER =
      "Call the keeper of the gate and wait at the lower landing. ".repeat(12);
  private static final Limit TOKENS =
      Limit.of(List.of(Scope.TENANT), Metric.TOKENS, 1_000_000, Window.MINUTE);

  @TempDir Path stateDir;
  private final List<GatewayHarness> opened = new ArrayList<>();

  private record Written(long records, long bytes) {
    static final Written NOTHING = new Written(0, 0);

    static Written of(List<TestRecord<byte[], byte[]>> records) {
      return new Written(records.size(), records.stream().mapToLong(Written::bytes).sum());
    }

    private static long bytes(TestRecord<byte[], byte[]> record) {
      long bytes = length(record.key()) + length(record.value());
      for (Header header : record.headers()) {
        bytes += header.key().length() + length(header.value());
      }
      return bytes;
    }

    private static long length(byte[] bytes) {
      return bytes == null ? 0 : bytes.length;
    }
  }

  private GatewayHarness gateway(int credit, int requestsPerMinute) {
    GatewayHarness gateway =
        new GatewayHarness(stateDir.resolve("" + opened.size())).withCredit(credit);
    opened.add(gateway);
    gateway.tenant("a", GatewayHarness.requestsPerMinute(requestsPerMinute, Scope.TENANT), TOKENS);
    gateway.contents().written();
    return gateway;
  }

  @AfterEach
  void close() {
    opened.forEach(GatewayHarness::close);
  }

  private static Request prompt(String id) {
    return request(id, "chat", PROMPT);
  }

  private Map<String, Written> answered() {
    GatewayHarness gateway = gateway(10, 100);
    gateway.publishes("a", prompt("r-1"));
    gateway.answers(gateway.dispatcher.next(), ANSWER);
    return costs(gateway);
  }

  /** The second one of two, where only one may go at a time. */
  private Map<String, Written> queued(Map<String, Written> first) {
    GatewayHarness gateway = gateway(1, 100);
    gateway.publishes("a", prompt("r-1"));
    gateway.publishes("a", prompt("r-2"));
    gateway.answers(gateway.dispatcher.next(), ANSWER);
    gateway.answers(gateway.dispatcher.next(), ANSWER);
    Map<String, Written> both = costs(gateway);
    first.forEach(
        (topic, one) ->
            both.computeIfPresent(
                topic,
                (name, two) ->
                    new Written(two.records() - one.records(), two.bytes() - one.bytes())));
    return both;
  }

  private Map<String, Written> fellBack() {
    GatewayHarness gateway = gateway(10, 100);
    gateway.publishes("a", prompt("r-1"));
    gateway.fails(gateway.dispatcher.next(), CallFixtures.serverError());
    gateway.answers(gateway.dispatcher.next(), ANSWER);
    return costs(gateway);
  }

  private Map<String, Written> refused() {
    GatewayHarness gateway = gateway(10, 1);
    gateway.publishes("a", prompt("r-1"));
    gateway.contents().written();
    gateway.publishes("a", prompt("r-2"));
    return costs(gateway);
  }

  private static Map<String, Written> costs(GatewayHarness gateway) {
    Map<String, Written> costs = new TreeMap<>();
    gateway
        .contents()
        .written()
        .forEach(
            (topic, records) ->
                costs.put(
                    topic
                        .replace("sluice-test-", "store `")
                        .replace("-changelog", "`")
                        .replace(GatewayHarness.TOPICS.polling(), "`polling`")
                        .replace(GatewayHarness.TOPICS.results(), "`results`")
                        .replace(GatewayHarness.TOPICS.errors(), "`errors`"),
                    Written.of(records)));
    return costs;
  }

  @Test
  void shouldWriteWhatTheTableSays() throws IOException {
    // When
    Map<String, Written> answered = answered();
    List<Map<String, Written>> columns = List.of(answered, queued(answered), fellBack(), refused());

    // Then
    String table = BEGIN + table(columns);
    Files.writeString(Path.of("target", "request-cost.md"), table);
    assertThat(Files.readString(Path.of("../docs/performance.md")))
        .as("the table of docs/performance.md; target/request-cost.md has the right one")
        .contains("\n\n" + table + "\n");
  }

  private static String table(List<Map<String, Written>> columns) {
    SortedSet<String> topics = new TreeSet<>();
    columns.forEach(column -> topics.addAll(column.keySet()));
    topics.remove("store `policies`");
    StringBuilder table = new StringBuilder();
    topics.forEach(
        topic -> row(topic, columns, column -> column.getOrDefault(topic, Written.NOTHING), table));
    row("all", columns, RequestCostTest::sum, table);
    return table.toString();
  }

  private static void row(
      String name,
      List<Map<String, Written>> columns,
      Function<Map<String, Written>, Written> cell,
      StringBuilder table) {
    table.append("| ").append(name);
    for (Map<String, Written> column : columns) {
      long records = cell.apply(column).records();
      table.append(" | ").append(records == 0 ? "" : records);
    }
    long bytes = cell.apply(columns.get(0)).bytes();
    table.append(" | ").append(bytes == 0 ? "" : bytes).append(" |\n");
  }

  private static Written sum(Map<String, Written> column) {
    return column.values().stream()
        .reduce(
            Written.NOTHING,
            (one, other) ->
                new Written(one.records() + other.records(), one.bytes() + other.bytes()));
  }

  @Test
  void shouldWriteARowThatManyRequestsChangeOnceForEachCommit() {
    // Given
    GatewayHarness gateway = gateway(10, 100);
    Stream.of("r-1", "r-2", "r-3").forEach(id -> gateway.publishes("a", prompt(id)));
    gateway.contents().written();

    // When
    gateway.timePasses(CallFixtures.route("any").timeLimit().plus(GatewayHarness.LEASE));

    // Then
    Map<String, Written> costs = costs(gateway);
    assertThat(costs.getOrDefault("`errors`", Written.NOTHING).records()).isEqualTo(3);
    assertThat(costs.getOrDefault("store `sequence`", Written.NOTHING).records()).isEqualTo(1);
    assertThat(costs.getOrDefault("store `limits`", Written.NOTHING).records()).isEqualTo(1);
  }
}
