package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS that can't be: told at start, before anything is open. */
class HttpComponentsTest {
  @TempDir Path dir;

  @Test
  void shouldNameTheFileWhenTheListenersCertificateIsNone() throws Exception {
    // Given
    Path none = Files.writeString(dir.resolve("none.pem"), "none");
    Settings settings = settings("certificate: %s, key: %s".formatted(none, none));

    // When
    StartException refused =
        catchThrowableOfType(StartException.class, () -> HttpComponents.server(settings));

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(refused).hasMessageContaining("http.tls").hasMessageContaining(none.toString());
  }

  @Test
  void shouldNameTheFileWhenThePeersCertificatesAreNone() throws Exception {
    // Given
    Path none = Files.writeString(dir.resolve("none.pem"), "none");
    Settings settings =
        settings("keystore: %s, peer_certificates: %s".formatted(dir.resolve("server.p12"), none));

    // When
    StartException refused =
        catchThrowableOfType(StartException.class, () -> HttpComponents.peers(settings.http()));

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(refused).hasMessageContaining(none.toString());
  }

  private Settings settings(String tls) {
    String config =
        RealCluster.config("parts.", dir, "localhost:1", "http://localhost:1", "")
                .replace(
                    "  port: 0",
                    "  port: 0\n  advertised: localhost:1\n  cluster_secret: a secret of the cluster\n"
                        + "  tls: {"
                        + tls
                        + "}")
            + "providers: {echo: {kind: echo}}\n"
            + "routes: {chat: {targets: [{provider: echo, model: swift-1}]}}\n";
    return SettingsReader.parse(config, "test.yaml", Map.of());
  }
}
