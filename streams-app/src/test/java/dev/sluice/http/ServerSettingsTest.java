package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSettingsTest {
  private static final String PASSWORD = "a password";

  @TempDir static Path dir;
  private static Path keyStore;

  @BeforeAll
  static void makeCertificate() throws Exception {
    keyStore = dir.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }

  @Test
  void shouldSpeakTlsByAKeyStore() throws Exception {
    // When
    int status = statusOver(Tls.ofKeyStore(keyStore, PASSWORD));

    // Then
    assertThat(status).isEqualTo(200);
  }

  @Test
  void shouldSpeakTlsByPemFiles() throws Exception {
    // Given
    KeyStore store = store();
    Path certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());

    // When
    int status = statusOver(Tls.ofPem(certificate, key));

    // Then
    assertThat(status).isEqualTo(200);
  }

  @Test
  void shouldNameTheFileAndNoSecretWhenItIsUnfit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tls.ofKeyStore(keyStore, "a guess"))
        .withMessageContaining("server.p12")
        .withMessageNotContaining("a guess");
  }

  @Test
  void shouldKeepAWaitingRequestBeyondTheIdleTimeout() throws Exception {
    // Given
    Duration idle = Duration.ofMillis(200);
    ServerSettings settings = new ServerSettings("127.0.0.1", 0, 1 << 20, 16 << 10, 10, idle, null);
    Endpoints slow =
        routes ->
            routes.get(
                "/slow",
                ctx ->
                    ctx.future(
                        () ->
                            CompletableFuture.runAsync(
                                () -> ctx.result("done"),
                                CompletableFuture.delayedExecutor(
                                    4 * idle.toMillis(), TimeUnit.MILLISECONDS))));
    try (QueryService service = new QueryService(settings, List.of(slow))) {
      service.start();

      // When
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/slow"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      // Then
      assertThat(response.body()).isEqualTo("done");
    }
  }

  private static int statusOver(SslContextFactory.@Nullable Server tls) throws Exception {
    ServerSettings settings =
        new ServerSettings("127.0.0.1", 0, 1 << 20, 16 << 10, 10, Duration.ofSeconds(5), tls);
    try (QueryService service =
        new QueryService(settings, List.of(routes -> routes.get("/", ctx -> ctx.result("hi"))))) {
      service.start();
      return client()
          .send(
              HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + service.port() + "/"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  private static HttpClient client() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store().getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static KeyStore store() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static Path pem(String what, byte[] content) throws IOException {
    return Files.writeString(
        dir.resolve(what + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(content), what));
  }
}
