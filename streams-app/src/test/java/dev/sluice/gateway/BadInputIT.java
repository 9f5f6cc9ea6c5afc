package dev.sluice.gateway;

import static dev.sluice.gateway.Client.message;
import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is published gets an answer, and the partition goes on. */
class BadInputIT {
  private static final String PREFIX = "bad.";

  /** That of acme. */
  private static final int PARTITION = 0;

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      requests: {max_messages: 3}
      providers:
        echo: {kind: echo}
      routes:
        chat:
          targets: [{provider: echo, model: swift-1}]
      tenants:
        acme: {}
      unknown_tenants: {}
      """
          .formatted(PREFIX);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();

  @TempDir static Path stateDir;

  private static RegistryProxy registry;
  private static Gateway gateway;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    registry = RegistryProxy.start(CLUSTER.registryUrl());
    gateway =
        RealCluster.start(
            RealCluster.config(
                PREFIX, stateDir, CLUSTER.bootstrapServers(), registry.url(), CONFIG));
    client = CLUSTER.client(PREFIX);
  }

  @AfterAll
  static void stop() {
    client.close();
    gateway.close();
    registry.close();
  }

  @BeforeEach
  void registryIsThere() {
    registry.back();
  }

  @Test
  void shouldAnswerEachBadRecordWithOneErrorRecordAndGoOn() throws Exception {
    // Given
    byte[] unknownSchema = ByteBuffer.allocate(9).putInt(1, 0x00ff_ffff).array();
    byte[] notAvro = "{\"model\": \"chat\"}".getBytes(UTF_8);
    byte[] anotherType = policyBytes();
    Map<Long, String> expected = new TreeMap<>();

    // When
    expected.put(bytes("acme", notAvro), "400 unreadable_record null");
    expected.put(bytes("acme", unknownSchema), "400 unreadable_record null");
    expected.put(bytes("acme", anotherType), "400 unreadable_record null");
    expected.put(bytes("acme", new byte[0]), "400 unreadable_record null");
    expected.put(bytes("acme", null), "400 unreadable_record null");
    expected.put(publish(null, request("no key", "chat").build()), "400 invalid_request key");
    expected.put(
        publish("acme", request("no messages", "chat").setMessages(List.of()).build()),
        "400 invalid_request messages");
    expected.put(
        publish(
            "acme",
            request("many messages", "chat")
                .setMessages(Collections.nCopies(4, message("again")))
                .build()),
        "400 invalid_request messages");
    expected.put(
        publish("acme", request("no such route", "gpt-99").build()), "404 unknown_model model");
    expected.put(
        publish("acme", request("forbidden", "chat").setExtraBody("{\"stream\": true}").build()),
        "400 invalid_request extra_body.stream");
    expected.put(
        publish(
            "acme", request("too late", "chat").setDeadline(Instant.ofEpochMilli(1000)).build()),
        "400 invalid_request deadline");
    publish("acme", request("good", "chat").build());

    // Then
    await().until(() -> answered("good"));
    Map<Long, String> told = new TreeMap<>();
    for (ErrorRecord error : client.errors.values()) {
      if (expected.containsKey(error.getSource().getOffset())) {
        String before = told.put(error.getSource().getOffset(), summary(error));
        assertThat(before).as("a second error record for one request").isNull();
        assertThat(error.getStage()).isEqualTo(ErrorStage.REJECTED);
        assertThat(error.getPollingId()).isNull();
      }
    }
    assertThat(told).isEqualTo(expected);
    assertThat(client.polling.values())
        .extracting(event -> event.getSource().getOffset())
        .doesNotContainAnyElementsOf(expected.keySet());
    assertThat(rawOf(notAvro)).isEqualTo(1);
    assertThat(rawOf(unknownSchema)).isEqualTo(1);
    assertThat(rawOf(anotherType)).isEqualTo(1);
  }

  @Test
  void shouldLoseNothingWhenTheRegistryIsAwayForANewSchema() throws Exception {
    // Given
    publish("acme", request("before", "chat").build());
    await().until(() -> answered("before"));
    byte[] newer =
        LaterRelease.bytes(
            CLUSTER.registryUrl(),
            PREFIX + "requests",
            request("with a new schema", "chat").build());
    double started = metric("sluice_calls_started_total");
    registry.away();
    int lookUps = registry.lookUps(id -> true);

    // When
    bytes("acme", newer);
    publish("acme", request("behind it", "chat").build());
    await().until(() -> registry.lookUps(id -> true) >= lookUps + 2);
    boolean answeredWithoutRegistry = answered("with a new schema") || answered("behind it");
    registry.back();

    // Then
    await().until(() -> answered("with a new schema") && answered("behind it"));
    assertThat(answeredWithoutRegistry).isFalse();
    assertThat(StreamsBeans.failedThreads(PREFIX)).isZero();
    assertThat(client.errors.values())
        .extracting(ErrorRecord::getRequestId)
        .doesNotContain("before", "with a new schema", "behind it");
    assertThat(client.results.values())
        .extracting(CompletionResult::getRequestId)
        .containsOnlyOnce("before", "with a new schema", "behind it");
    assertThat(client.polling.values())
        .filteredOn(event -> event.getAttempt() != null && event.getAttempt() > 1)
        .extracting(PollingEvent::getRequestId)
        .isEmpty();
    assertThat(metric("sluice_calls_started_total")).isEqualTo(started + 2);
  }

  private static double metric(String name) throws Exception {
    return client.metric(gateway.port(), name);
  }

  private static long publish(@Nullable String tenant, CompletionRequest request) throws Exception {
    return client.publishes(PARTITION, tenant, request).offset();
  }

  private static long bytes(String tenant, byte @Nullable [] value) throws Exception {
    return client.publishesBytes(PARTITION, tenant, value).offset();
  }

  private static boolean answered(String requestId) {
    return client.results.values().stream().anyMatch(r -> r.getRequestId().equals(requestId));
  }

  private static String summary(ErrorRecord error) {
    List<String> path = error.getFailure().getTypePath();
    return error.getFailure().getStatus()
        + " "
        + path.get(path.size() - 1)
        + " "
        + error.getFailure().getParam();
  }

  /** How many error records hold exactly these bytes. */
  private static long rawOf(byte[] bytes) {
    return client.errors.values().stream()
        .filter(error -> error.getRawRecord() != null)
        .filter(error -> error.getRawRecord().getValue().equals(ByteBuffer.wrap(bytes)))
        .count();
  }

  /** A record that can be read, but is no request. */
  private static byte[] policyBytes() throws Exception {
    try (var schemas = new CachedSchemaRegistryClient(CLUSTER.registryUrl(), 10)) {
      int id = schemas.getLatestSchemaMetadata(PREFIX + "tenants-value").getId();
      TenantPolicy policy =
          TenantPolicy.newBuilder().setVersion(1).setChangedAt(Instant.EPOCH).build();
      return LaterRelease.bytes(id, policy);
    }
  }
}
