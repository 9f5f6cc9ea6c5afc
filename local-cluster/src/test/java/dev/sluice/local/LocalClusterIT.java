package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterIT {

  // shared by the tests: a start takes a second or more
  private static Path dir;
  private static LocalCluster cluster;

  @BeforeAll
  static void start(@TempDir Path temporary) throws IOException {
    dir = temporary;
    cluster = LocalCluster.start(dir);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Test
  void shouldCarryAvroRecordsAndLargeOnesWhenClientsAreOrdinary() throws Exception {
    // Given
    Schema schema =
        SchemaBuilder.record("Order").namespace("t").fields().requiredInt("amount").endRecord();
    GenericRecord order = new GenericRecordBuilder(schema).set("amount", 42).build();
    String large = "x".repeat(16 << 20);
    Clients clients = Clients.of(cluster);
    clients.createTopic("orders");
    clients.createTopic("large");

    // When
    clients.sendAvro("orders", order);
    clients.send("large", large);

    // Then
    assertThat(clients.readAvro("orders", 1)).containsExactly(order);
    assertThat(clients.read("large", 1)).isEqualTo(List.of(large));
    assertThat(clients.partitions("never-created")).isEmpty();
  }

  @Test
  void shouldComeBackWithItsDataOnItsPortsWhenRestarted() throws Exception {
    // Given
    Clients clients = Clients.of(cluster);
    String clusterId = clients.clusterId();
    clients.createTopic("t");
    clients.send("t", "before");
    cluster.close();

    // When
    cluster = LocalCluster.start(dir);

    // Then
    assertThat(Clients.of(cluster)).isEqualTo(clients);
    assertThat(clients.clusterId()).isEqualTo(clusterId);
    assertThat(clients.read("t", 1)).containsExactly("before");
  }

  @Test
  void shouldRefuseASecondClusterWhenTheDirectoryIsInUse() {
    // When
    assertThatThrownBy(() -> LocalCluster.start(dir))

        // Then
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining(dir.toString());
  }
}
