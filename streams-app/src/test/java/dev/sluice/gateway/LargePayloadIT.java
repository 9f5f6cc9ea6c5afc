package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The largest requests and answers, through every topic, changelog and client on the way. */
class LargePayloadIT {
  private static final int MAX_SIZE = 8 * 1024 * 1024;

  private static final String CONFIG =
      """
      topics: {prefix: large., partitions: 1, create: true}
      providers: {first: {kind: echo}}
      routes: {chat: {targets: [{provider: first, model: swift-1, max_output_tokens: 9000000}]}}
      tenants:
        acme:
          keys: {default: {api_key: sk-acme}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir static Path stateDir;

  private static Gateway gateway;
  private static Client client;
  private static RegistrySerdes wire;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    gateway = RealCluster.start(CLUSTER.config("large.", stateDir, CONFIG));
    client = CLUSTER.client("large.");
    wire = new RegistrySerdes(CLUSTER.registryUrl(), Map.of(), RegistryWaits.DEFAULT);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", CLUSTER.bootstrapServers(), "max.request.size", 2 * MAX_SIZE),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    wire.close();
    client.close();
    gateway.close();
  }

  @Test
  void shouldAnswerWithAllOfItWhenARequestIsAsLargeAsMayBe() throws Exception {
    // Given
    byte[] request = request("largest", MAX_SIZE);

    // When
    publishes(request);

    // Then
    CompletionResult result =
        await().until(() -> client.results.values(), results -> !results.isEmpty()).get(0);
    assertThat(request).hasSize(MAX_SIZE);
    assertThat(result.getRequestId()).isEqualTo("largest");
    assertThat(result.getAnswer().getText().length()).isGreaterThan(MAX_SIZE - 1024);
    Client.Answer polled =
        await()
            .until(
                () -> client.polls(gateway.port(), "sk-acme", result.getPollingId()),
                answer -> answer.body().path("status").asText().equals("completed"));
    assertThat(polled.body().at("/output/0/content/0/text").asText())
        .isEqualTo(result.getAnswer().getText());
  }

  @Test
  void shouldRefuseWith413WhenARequestIsOneByteLarger() throws Exception {
    // Given
    byte[] request = request("too large", MAX_SIZE + 1);

    // When
    publishes(request);

    // Then
    ErrorRecord error =
        await().until(() -> client.errors.values(), errors -> !errors.isEmpty()).get(0);
    assertThat(request).hasSize(MAX_SIZE + 1);
    assertThat(error.getRequestId()).isEqualTo("too large");
    assertThat(error.getPollingId()).isNull();
    assertThat(error.getFailure().getStatus()).isEqualTo(413);
    assertThat(error.getFailure().getMessage()).contains((MAX_SIZE + 1) + " bytes");
  }

  private static void publishes(byte[] request) throws Exception {
    producer
        .send(new ProducerRecord<>("large.requests", 0, "acme", request))
        .get(30, TimeUnit.SECONDS);
  }

  /** Of that many bytes as a record's value. */
  private static byte[] request(String id, int bytes) {
    // the text's length takes as many bytes in both
    int beside = serialized(id, bytes - 1024).length - (bytes - 1024);
    return serialized(id, bytes - beside);
  }

  private static byte[] serialized(String id, int textLength) {
    return wire.serializer(CompletionRequest.class)
        .serialize(
            "large.requests",
            Client.request(id, "chat")
                .setMessages(
                    List.of(
                        Client.message(
                            "words ".repeat(textLength / 6 + 1).substring(0, textLength))))
                .build());
  }
}
