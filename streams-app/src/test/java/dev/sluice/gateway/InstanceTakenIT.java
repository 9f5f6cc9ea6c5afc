package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of one gateway that were given the same {@code instance} by mistake. */
class InstanceTakenIT {
  private static final String PREFIX = "instance.";
  private static final String REST =
      """
      topics: {prefix: instance., partitions: 2, create: true}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndTheFirstProcessWithItsOwnStatusWhenASecondOneHasTheSameInstance() throws Exception {
    // Given
    try (GatewayProcess first = start("first")) {

      // When
      try (GatewayProcess second = start("second")) {
        int status = first.awaitEnd();

        // Then
        assertThat(status).isEqualTo(ExitStatus.INSTANCE_TAKEN.code());
        assertThat(second.isAlive()).isTrue();
      }
    }
  }

  private GatewayProcess start(String name) throws Exception {
    return GatewayProcess.start(dir, name, CLUSTER.config(PREFIX, dir.resolve(name), REST));
  }
}
