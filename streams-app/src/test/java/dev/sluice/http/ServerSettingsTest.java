package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.http.openai.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
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
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  // a client on a busy machine may take a while to begin its handshake
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Endpoints GREETING = routes -> routes.get("/", ctx -> ctx.result("hi"));

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
    HttpResponse<String> response = over(Tls.ofKeyStore(keyStore, PASSWORD), GREETING, PATIENCE);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSpeakHttp2OverTlsWithClientsThatWantIt() throws Exception {
    // When
    HttpResponse<String> response = over(Tls.ofKeyStore(keyStore, PASSWORD), slow(IDLE), IDLE);

    // Then
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.body()).isEqualTo("done");
  }

  @Test
  void shouldStayWithHttp1WhenAClientOffersAnUpgradeByItself() throws Exception {
    // When
    HttpResponse<String> response = over(null, GREETING, PATIENCE);

    // Then
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSpeakHttp2WithoutTlsWithClientsThatKnowOfIt() throws Exception {
    // Given
    byte[] preface =
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    try (QueryService service = new QueryService(settings(10, null), List.of(GREETING))) {
      service.start();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
        client.setSoTimeout(20_000);

        // When
        client.getOutputStream().write(preface);

        // Then
        byte[] frame = client.getInputStream().readNBytes(9);
        assertThat(frame[3]).as("the type of a SETTINGS frame").isEqualTo((byte) 4);
      }
    }
  }

  @Test
  void shouldSpeakTlsByPemFiles() throws Exception {
    // Given
    KeyStore store = store();
    Path certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());

    // When
    HttpResponse<String> response = over(Tls.ofPem(certificate, key), GREETING, PATIENCE);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAskAnotherProcessByTlsOnlyWhereItsCertificateIsVouchedFor() throws Exception {
    // Given
    Path certificate = pem("CERTIFICATE", store().getCertificate("server").getEncoded());
    ServerSettings settings = settings(10, Tls.ofKeyStore(keyStore, PASSWORD));
    try (QueryService service = new QueryService(settings, List.of(GREETING));
        PeerClient trusting = new PeerClient("a secret", Tls.client(certificate), 10).start();
        PeerClient other = new PeerClient("a secret", Tls.client(null), 10).start()) {
      service.start();
      String address = "127.0.0.1:" + service.port();

      // When
      Optional<Reply> answer = PeerClient.ask(trusting.request(address, "/", PATIENCE)).join();
      Optional<Reply> none = PeerClient.ask(other.request(address, "/", PATIENCE)).join();

      // Then
      assertThat(answer).hasValueSatisfying(reply -> assertThat(reply.status()).isEqualTo(200));
      assertThat(none).isEmpty();
    }
  }

  @Test
  void shouldLetNoMoreConnectThanItTakes() throws Exception {
    // Given
    try (QueryService service = new QueryService(settings(1, null), List.of(GREETING))) {
      service.start();
      InetAddress here = InetAddress.getLoopbackAddress();
      byte[] get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      try (Socket first = new Socket(here, service.port());
          Socket second = new Socket(here, service.port())) {
        second.setSoTimeout(20_000);
        first.getOutputStream().write(get);
        assertThat(first.getInputStream().read()).isEqualTo('H');
        second.getOutputStream().write(get);
        assertThat(second.getInputStream().available()).isZero();

        // When
        first.shutdownOutput();

        // Then
        assertThat(second.getInputStream().read()).isEqualTo('H');
      }
    }
  }

  @Test
  void shouldRefuseABodyThatIsLargerThanItTakesHoweverItIsSent() throws Exception {
    // Given
    Endpoints takes =
        routes -> routes.post("/v1/responses", ctx -> ctx.result("" + ctx.bodyAsBytes().length));
    ServerSettings settings =
        new ServerSettings("127.0.0.1", 0, 1_000, 1_024, 10, PATIENCE, null, List.of());
    try (QueryService service = new QueryService(settings, List.of(takes))) {
      service.start();
      HttpRequest.Builder post =
          HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:" + service.port() + "/v1/responses"));
      List<Integer> statuses = new ArrayList<>();
      for (int size : new int[] {1_000, 1_001}) {
        for (HttpRequest.BodyPublisher body :
            List.of(
                HttpRequest.BodyPublishers.ofByteArray(new byte[size]),
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[size])))) {
          // When
          HttpResponse<String> response =
              HttpClient.newHttpClient()
                  .send(post.POST(body).build(), HttpResponse.BodyHandlers.ofString());

          // Then
          statuses.add(response.statusCode());
          assertThat(response.body()).doesNotContain("Exception");
        }
      }
      assertThat(statuses).containsExactly(200, 200, 413, 413);
    }
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
    // When
    HttpResponse<String> response = over(null, slow(IDLE), IDLE);

    // Then
    assertThat(response.body()).isEqualTo("done");
  }

  /** Answers after four times the time in which a connection becomes idle. */
  private static Endpoints slow(Duration idle) {
    return routes ->
        routes.get(
            "/",
            ctx ->
                ctx.future(
                    () ->
                        CompletableFuture.runAsync(
                            () -> ctx.result("done"),
                            CompletableFuture.delayedExecutor(
                                4 * idle.toMillis(), TimeUnit.MILLISECONDS))));
  }

  private static HttpResponse<String> over(
      SslContextFactory.@Nullable Server tls, Endpoints endpoints, Duration idle) throws Exception {
    ServerSettings settings =
        new ServerSettings("127.0.0.1", 0, 1 << 20, 16 << 10, 10, idle, tls, List.of());
    try (QueryService service = new QueryService(settings, List.of(endpoints))) {
      service.start();
      String scheme = tls == null ? "http" : "https";
      return client()
          .send(
              HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + service.port() + "/"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    }
  }

  private static ServerSettings settings(
      int maxConnections, SslContextFactory.@Nullable Server tls) {
    return new ServerSettings(
        "127.0.0.1", 0, 1 << 20, 16 << 10, maxConnections, PATIENCE, tls, List.of());
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
