package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

  @Test
  void shouldBeTheSameWhenLoadedAgain(@TempDir Path dir) throws IOException {
    // Given
    Path file = dir.resolve("cluster.properties");
    Identity identity = new Identity(Identity.load(file).clusterId(), new Ports(1, 2, 3));
    identity.save(file);

    // When
    Identity loaded = Identity.load(file);

    // Then
    assertThat(loaded).isEqualTo(identity);
  }

  @Test
  void shouldForgetAPortWhenItMakesNoSense(@TempDir Path dir) throws IOException {
    // Given
    Path file = dir.resolve("cluster.properties");
    Files.writeString(
        file, "cluster.id=c\nkafka.port=70000\nregistry.port=x\ncontroller.port=-4\n");

    // When
    Identity loaded = Identity.load(file);

    // Then
    assertThat(loaded).isEqualTo(new Identity("c", Ports.ANY));
  }

  @Test
  void shouldChooseOtherPortsWhenThoseOfTheLastTimeAreTaken() throws IOException {
    // Given
    Ports last = Ports.choose(0, 0, Ports.ANY);
    try (ServerSocket taken = listen(last.kafka())) {

      // When
      Ports ports = Ports.choose(0, 0, last);

      // Then
      assertThat(ports.kafka()).isNotEqualTo(taken.getLocalPort());
      assertThat(ports.registry()).isEqualTo(last.registry());
      assertThat(ports.controller()).isEqualTo(last.controller());
      assertThat(Stream.of(ports.kafka(), ports.registry(), ports.controller()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldRefuseWhenAWantedPortIsTaken() throws IOException {
    // Given
    try (ServerSocket taken = listen(0)) {

      // When
      assertThatThrownBy(() -> Ports.choose(0, taken.getLocalPort(), Ports.ANY))

          // Then
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }
}
