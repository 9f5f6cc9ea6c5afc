package dev.sluice.docs;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Sets;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.gateway.TopicCommands;
import dev.sluice.gateway.TopicRules;
import dev.sluice.schemas.Releases;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Contract;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.TopicNames;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** Whether docs/asyncapi.yaml says what the code does. */
class AsyncApiTest {
  private static final TopicNames TOPICS = new TopicNames(TopicNames.DEFAULT_PREFIX);
  private static final AsyncApi DOCUMENT = AsyncApi.read();

  @Test
  void shouldDescribeEveryTopicAndNoOther() {
    assertThat(DOCUMENT.addresses()).containsExactlyInAnyOrderElementsOf(TOPICS.all());
  }

  @Test
  void shouldCreateTopicsAsTheirChannelsSay() {
    // Given
    Settings settings = defaults();

    // When
    List<NewTopic> created =
        new TopicRules(
                TOPICS,
                settings.topics(),
                settings.stream().retention(),
                settings.batches().retention(),
                new TopicCommands("127.0.0.1:1"))
            .wanted();

    // Then
    assertThat(created)
        .allSatisfy(
            topic -> {
              JsonNode kafka = DOCUMENT.kafka(DOCUMENT.channel(topic.name()));
              assertThat(kafka.path("partitions").intValue()).isEqualTo(topic.numPartitions());
              assertThat(kafka.has("replicas")).isEqualTo(topic.replicationFactor() > 0);
              Map<String, String> config = new TreeMap<>(topic.configs());
              config.putIfAbsent("cleanup.policy", "delete"); // Kafka's default
              assertThat(texts(kafka.path("topicConfiguration"))).isEqualTo(config);
            });
  }

  @Test
  void shouldReferToTheSchemasOfTheTypesThatTheTopicsCarry() throws IOException {
    // Given
    String newest = Releases.names().get(Releases.names().size() - 1);

    for (var type : Contract.types(TOPICS).entrySet()) {
      // When
      List<String> references = DOCUMENT.schemas(type.getKey());

      // Then
      assertThat(references)
          .as("in docs/asyncapi.yaml, info.version and all references name the newest release")
          .containsExactly(
              "../schemas/released/" + newest + "/" + type.getValue().getSimpleName() + ".avsc");
      Path file = AsyncApi.FILE.resolveSibling(references.get(0));
      assertThat(new Schema.Parser().parse(Files.readString(file)).getFullName())
          .isEqualTo(type.getValue().getName());
    }
    assertThat(DOCUMENT.version()).isEqualTo(newest);
  }

  @Test
  void shouldNameTheHeadersThatTheTopicsRecordsBear() {
    // Given
    Set<String> event = names(EventHeaders.of("trace", "request", "polling"));
    Set<String> clockReset = names(ClockReset.headers(Instant.EPOCH));
    Map<String, Set<String>> headers = new HashMap<>();
    headers.put(TOPICS.polling(), event);
    headers.put(TOPICS.results(), event);
    headers.put(TOPICS.errors(), event);
    headers.put(
        TOPICS.requests(),
        Set.of(
            EventHeaders.TRACEPARENT,
            EventHeaders.SIGNATURE,
            EventHeaders.TICK,
            EventHeaders.REROUTED_FROM));
    headers.put(TOPICS.attempts(), names(EventHeaders.of("trace", null, "polling")));
    headers.put(TOPICS.deltas(), names(EventHeaders.of(null, null, "polling")));
    headers.put(TOPICS.tenants(), Sets.union(clockReset, Set.of(EventHeaders.REROUTED_FROM)));
    headers.put(TOPICS.commands(), Set.of(EventHeaders.REROUTED_FROM));
    headers.put(TOPICS.files(), Set.of());
    headers.put(TOPICS.batches(), Set.of());
    headers.put(TOPICS.deadLetters(), Set.of());
    headers.put(TOPICS.budgets(), Set.of());

    // When
    Map<String, Set<String>> documented =
        TOPICS.all().stream().collect(toMap(Function.identity(), DOCUMENT::headers));

    // Then
    assertThat(documented).isEqualTo(headers);
    assertThat(documented.values().stream().flatMap(Set::stream).collect(toSet()))
        .isEqualTo(Stream.of(constants(), clockReset).flatMap(Set::stream).collect(toSet()));
  }

  @Test
  void shouldSayWhoReadsAndWritesWhatAsTheTopologyDoes() throws IOException {
    // Given
    String topology = topology();

    // When
    Set<String> received = DOCUMENT.addresses("receive");
    Set<String> sent = DOCUMENT.addresses("send");

    // Then
    // what only the webhooks' application, or the query service, reads
    Set<String> toldOf = new TreeSet<>(received);
    toldOf.removeAll(found("Source: .*topics: \\[(.*?)]", topology));
    assertThat(received).containsAll(found("Source: .*topics: \\[(.*?)]", topology));
    assertThat(toldOf)
        .containsExactly(
            TOPICS.batches(),
            TOPICS.budgets(),
            TOPICS.deltas(),
            TOPICS.errors(),
            TOPICS.files(),
            TOPICS.polling(),
            TOPICS.results());
    Set<String> sentOutsideOfIt = new TreeSet<>(sent);
    sentOutsideOfIt.removeAll(found("Sink: .*topic: (.*?)\\)", topology));
    assertThat(sent).containsAll(found("Sink: .*topic: (.*?)\\)", topology));
    // by dispatchers and the query service
    assertThat(sentOutsideOfIt)
        .containsExactly(TOPICS.attempts(), TOPICS.batches(), TOPICS.deltas(), TOPICS.files());
  }

  private static Settings defaults() {
    return SettingsReader.load(
        Path.of("../examples/demo/demo.yaml"),
        Map.of(
            "SLUICE_BOOTSTRAP_SERVERS", "127.0.0.1:9092",
            "SLUICE_SCHEMA_REGISTRY_URL", "http://127.0.0.1:8081",
            "SLUICE_STATE_DIR", "unused",
            "SLUICE_POLLING_SECRET", "correct-horse-battery-staple"));
  }

  private static Map<String, String> texts(JsonNode configuration) {
    return configuration.properties().stream()
        .collect(
            toMap(
                Map.Entry::getKey,
                setting ->
                    setting.getValue().isArray()
                        ? StreamSupport.stream(setting.getValue().spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(joining(","))
                        : setting.getValue().asText()));
  }

  private static Set<String> names(Headers headers) {
    return StreamSupport.stream(headers.spliterator(), false).map(Header::key).collect(toSet());
  }

  private static Set<String> constants() {
    return Arrays.stream(EventHeaders.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(AsyncApiTest::text)
        .collect(toSet());
  }

  private static String text(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Set<String> found(String pattern, String topology) {
    return Pattern.compile(pattern)
        .matcher(topology)
        .results()
        .map(match -> match.group(1))
        .collect(toSet());
  }

  /** TopologyDescriptionTest holds it to the real one. */
  private static String topology() throws IOException {
    try (InputStream in =
        AsyncApiTest.class.getResourceAsStream("/dev/sluice/topology/topology.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
