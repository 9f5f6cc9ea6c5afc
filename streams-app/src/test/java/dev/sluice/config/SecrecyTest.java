package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class SecrecyTest {
  private static final List<String> SECRET_SETTINGS =
      List.of(
          "sasl.jaas.config",
          "ssl.key.password",
          "ssl.keystore.key",
          "sasl.oauthbearer.client.credentials.client.secret",
          "some.token",
          "producer.ssl.truststore.password",
          "interceptor.proxy");

  private static final String HTTP =
      """
      http:
        advertised: localhost:8080
        cluster_secret: ${S0}
        tls: {keystore: server.p12, keystore_password: '${S1}'}
      """;

  @Property(tries = 200)
  void shouldShowNoSecretWhenSettingsAreRendered(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 20, max = 40) String secret) {
    // Given
    Settings settings =
        SettingsReader.parse(yaml("echo") + HTTP, "sluice.yaml", environment(secret));

    // When
    String renderings =
        settings.toString()
            + settings.describe()
            + settings.providerSettings()
            + settings.policies(1);

    // Then
    assertThat(renderings).doesNotContain(secret).contains("***");
    assertThat(settings.kafka().properties()).containsEntry("sasl.jaas.config", "x " + secret);
    assertThat(settings.providerSettings().get(0).headers()).containsEntry("api-key", secret);
  }

  @Property(tries = 200)
  void shouldShowNoSecretWhenEverythingAroundItIsWrong(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 20, max = 40) String secret) {
    // Given
    String yaml =
        yaml("ecco")
            + """
            http: {port: '${S0}', host: [a]}
            dispatch: {lease: '${S1}'}
            schema_registry: {url: 'https://u:%s@host'}
            start_timeout: '${S2}'
            """
                .formatted(secret)
            + "tenants: {a: {keys: {k: {api_key_sha256: "
            + secret
            + "}}}}\n";

    // When
    ConfigException exception =
        catchThrowableOfType(
            ConfigException.class,
            () -> SettingsReader.parse(yaml, "sluice.yaml", environment(secret)));

    // Then
    StringWriter trace = new StringWriter();
    exception.printStackTrace(new PrintWriter(trace));
    assertThat(trace + exception.mistakes().toString()).doesNotContain(secret);
    assertThat(exception.mistakes()).hasSizeGreaterThan(5);
  }

  @Property(tries = 200)
  void shouldShowNoSecretWhenFileBreaksOffBehindIt(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 20, max = 40) String secret) {
    // Given
    String yaml = "providers:\n  a: {api_key: \"" + secret + "\", kind: [\n";

    // When
    ConfigException exception =
        catchThrowableOfType(
            ConfigException.class, () -> SettingsReader.parse(yaml, "sluice.yaml", Map.of()));

    // Then
    assertThat(exception).hasMessageContaining("not YAML").hasNoCause();
    assertThat(exception.getMessage()).doesNotContain(secret);
  }

  private static Map<String, String> environment(String secret) {
    return IntStream.range(0, 10).boxed().collect(Collectors.toMap(i -> "S" + i, i -> secret));
  }

  private static String yaml(String kind) {
    String kafka =
        SECRET_SETTINGS.stream()
            .map(
                name ->
                    "  " + name + ": " + (name.endsWith("proxy") ? "http://u:${S9}@h" : "x ${S9}"))
            .collect(Collectors.joining("\n"));
    return """
        kafka:
          bootstrap.servers: localhost:9092
        %s
        schema_registry:
          url: http://localhost:8081
          properties: {basic.auth.user.info: 'user:${S3}'}
        polling_ids:
          secrets: {1: '${S4}'}
        providers:
          local:
            kind: %s
            api_key: ${S5}
            headers: {api-key: '${S6}'}
          other:
            kind: echo
            api_keys: ['${S8}', '${S8}2']
        routes:
          chat: {targets: [{provider: local, model: one}]}
        tenants:
          acme: {keys: {web: {api_key: '${S7}'}}, require_signature: true}
        signing:
          acme: {secrets: {1: '${S2}'}}
        """
        .formatted(kafka, kind);
  }
}
