package dev.sluice.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Names of processors and stores are part of what a running gateway keeps: changelogs and state
 * directories bear them, and tasks are numbered by sub-topology.
 */
class TopologyDescriptionTest {
  private static final String GOLDEN = "topology.txt";
  private static final Pattern STORES = Pattern.compile("\\(stores: \\[(.*?)]\\)");

  @Test
  void shouldBeTheTopologyThatWasReleased() throws IOException {
    // Given
    RegistrySerdes wire =
        new RegistrySerdes(
            new MockSchemaRegistryClient(List.of(new AvroSchemaProvider())), RegistryWaits.DEFAULT);

    // When
    String description =
        GatewayHarness.topology(wire, GatewayHarness.ROUTES, new TestDispatcher("owner-1"), 1, 1)
            .describe()
            .toString();

    // Then
    Path actual = Path.of("target", GOLDEN);
    Files.writeString(actual, withSortedStores(description) + "\n");
    assertThat(withSortedStores(description))
        .as(
            "the topology has changed. If that is meant, say in docs/operate.md what an upgrade has"
                + " to do about it, and accept it: cp streams-app/%s"
                + " streams-app/src/test/resources/dev/sluice/topology/%s",
            actual, GOLDEN)
        .isEqualTo(golden());
  }

  /** Streams lists them in no order. */
  private static String withSortedStores(String description) {
    return STORES.matcher(description).replaceAll(TopologyDescriptionTest::sorted).strip();
  }

  private static String sorted(MatchResult stores) {
    return Arrays.stream(stores.group(1).split(", "))
        .sorted()
        .collect(Collectors.joining(", ", "(stores: [", "])"));
  }

  private static String golden() throws IOException {
    try (InputStream in = TopologyDescriptionTest.class.getResourceAsStream(GOLDEN)) {
      return new String(Objects.requireNonNull(in, GOLDEN).readAllBytes(), UTF_8).strip();
    }
  }
}
