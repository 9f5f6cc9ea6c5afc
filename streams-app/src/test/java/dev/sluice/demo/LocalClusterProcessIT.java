package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterProcessIT {

  private static final ParsedSchema SCHEMA = new AvroSchema("\"string\"");

  @Test
  void shouldKeepItsDataWhenStartedAgainOnTheSamePorts(@TempDir Path dir) throws Exception {
    // Given
    LocalClusterProcess.Options options = SmallJvm.cluster(dir);
    String bootstrapServers;
    String registryUrl;
    int schema;
    try (LocalClusterProcess first = LocalClusterProcess.start(options)) {
      bootstrapServers = first.bootstrapServers();
      registryUrl = first.registryUrl();
      createTopic(bootstrapServers, "t");
      schema = register(registryUrl);

      // one cluster at a time
      assertThatThrownBy(() -> LocalClusterProcess.start(options))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the local cluster ended with status 2")
          .hasMessageContaining("another local cluster is running on " + dir);
    }

    // When
    try (LocalClusterProcess second =
        LocalClusterProcess.start(
            options.withPorts(
                HostAndPort.fromString(bootstrapServers).getPort(),
                URI.create(registryUrl).getPort()))) {

      // Then
      assertThat(second.bootstrapServers()).isEqualTo(bootstrapServers);
      assertThat(second.registryUrl()).isEqualTo(registryUrl);
      assertThat(topics(bootstrapServers)).containsExactly("t");
      assertThat(schemaById(registryUrl, schema)).isEqualTo(SCHEMA);
      second.kill();
      assertThat(second.isAlive()).isFalse();
    }
  }

  private static int register(String registryUrl) throws Exception {
    try (var client = new CachedSchemaRegistryClient(registryUrl, 10)) {
      return client.register("t-value", SCHEMA);
    }
  }

  private static ParsedSchema schemaById(String registryUrl, int id) throws Exception {
    try (var client = new CachedSchemaRegistryClient(registryUrl, 10)) {
      return client.getSchemaById(id);
    }
  }

  private static void createTopic(String bootstrapServers, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static List<String> topics(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return List.copyOf(admin.listTopics().names().get());
    }
  }
}
