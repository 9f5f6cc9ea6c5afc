package dev.sluice.config;

import static dev.sluice.config.ConfigFiles.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void shouldTakeDefaultsWhenFileHasOnlyWhatIsRequired() {
    // When
    Settings settings = ConfigFiles.parse(ConfigFiles.MINIMAL);

    // Then
    assertThat(settings.applicationId()).isEqualTo("sluice");
    assertThat(settings.instance()).isEqualTo("local");
    assertThat(settings.stateDir()).isEqualTo(Path.of("data/state"));
    assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.topics())
        .isEqualTo(new TopicSettings("sluice.", 4, -1, new Size(16 << 20), false));
    assertThat(settings.http())
        .extracting(HttpSettings::host, HttpSettings::port, HttpSettings::advertised)
        .containsExactly("127.0.0.1", 8080, null);
    assertThat(settings.dispatch())
        .isEqualTo(
            new DispatchSettings(
                256,
                new Size(64 << 20),
                1000,
                new Size(256 << 20),
                10_000,
                20,
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                new CooldownSettings(5, Duration.ofSeconds(30), Duration.ofMinutes(5))));
    assertThat(settings.tenants()).isEmpty();
    assertThat(settings.unknownTenants()).isNull();
  }

  @Test
  void shouldReadExampleFileWhenEnvironmentIsComplete() {
    // When
    Settings settings =
        SettingsReader.load(ConfigFiles.example("sluice.yaml"), ConfigFiles.fullEnvironment());

    // Then
    assertThat(settings.routes()).containsOnlyKeys("fast", "smart");
    assertThat(named("openai", settings.providers()).apiKey())
        .isEqualTo(new Secret("sk-openai-7d1f"));
    assertThat(named("web", named("acme", settings.tenants()).keys()).sha256())
        .isEqualTo(Hashes.sha256("sk-acme-web-9a3c"));
    assertThat(named("acme", settings.tenants()).limits())
        .contains(
            new LimitSettings(
                List.of(Scope.TENANT, Scope.KEY),
                Metric.REQUESTS,
                BigDecimal.valueOf(60),
                Window.MINUTE,
                null,
                null,
                List.of()));
  }

  @Test
  void shouldReadFileOfDockerCompose() {
    // Given
    Map<String, String> environment =
        Map.of("HOSTNAME", "gateway-1", "SLUICE_POLLING_SECRET", ConfigFiles.POLLING_SECRET);

    // When
    Settings settings =
        SettingsReader.load(ConfigFiles.example("compose/sluice.yaml"), environment);

    // Then
    assertThat(settings.instance()).isEqualTo("gateway-1");
    assertThat(named("default", named("acme", settings.tenants()).keys()).sha256())
        .isEqualTo(Hashes.sha256("sk-compose-acme"));
  }

  @Test
  void shouldMakeRoutesAndTargetsOfFile() {
    // Given
    Settings settings =
        SettingsReader.load(ConfigFiles.example("sluice.yaml"), ConfigFiles.fullEnvironment());

    // When
    Routes routes = settings.routeTable();

    // Then
    assertThat(routes.names()).containsExactly("fast", "smart");
    assertThat(routes.route("fast")).extracting(Route::timeLimit).isEqualTo(Duration.ofMinutes(2));
    assertThat(routes.target("fast/openai/gpt-4.1-mini"))
        .isEqualTo(
            new Target(
                "fast/openai/gpt-4.1-mini",
                "openai",
                "gpt-4.1-mini",
                Sampling.NONE,
                null,
                Duration.ofSeconds(30),
                null,
                ProfileTable.released()
                    .of(
                        ProviderKind.OPENAI,
                        URI.create("https://api.openai.com/v1"),
                        "gpt-4.1-mini",
                        List.of())));
    assertThat(routes.target("fast-local"))
        .extracting(Target::sampling)
        .isEqualTo(new Sampling(0.2, null, null, null, null, null, null));
    assertThat(routes.target("smart/openai/gpt-5"))
        .extracting(Target::extraBody)
        .isEqualTo("{\"reasoning_effort\":\"medium\"}");
  }

  @Test
  void shouldKeepTypesOfExtraBodyWhenItBecomesJson() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL
            + "        extra_body: {n: 3, f: 0.5, t: true, s: 'true', z: null, l: [1, {a: b}]}\n";

    // When
    Settings settings = ConfigFiles.parse(yaml);

    // Then
    assertThat(named("chat", settings.routes()).targets().get(0).extraBody())
        .isEqualTo(
            new JsonObject(
                "{\"n\":3,\"f\":0.5,\"t\":true,\"s\":\"true\",\"z\":null,\"l\":[1,{\"a\":\"b\"}]}"));
  }

  @Test
  void shouldPutVariablesInWhenFileNamesThem() {
    // Given
    String yaml =
        "http: {host: '${HOST:-0.0.0.0}', port: \"${PORT}\"}\napplication_id: a-${PORT}-$${x}\n"
            + ConfigFiles.MINIMAL;
    Map<String, String> environment =
        Map.of("SLUICE_POLLING_SECRET", ConfigFiles.POLLING_SECRET, "PORT", "9090");

    // When
    Settings settings = SettingsReader.parse(yaml, "sluice.yaml", environment);

    // Then
    assertThat(settings.http())
        .extracting(HttpSettings::host, HttpSettings::port)
        .containsExactly("0.0.0.0", 9090);
    assertThat(settings.applicationId()).isEqualTo("a-9090-${x}");
  }

  @Test
  void shouldReuseAnchorWhenAliasNamesIt() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL
            + """
            tenants:
              acme: &small
                limits: [{per: tenant, metric: requests, amount: 1, window: 1s}]
              globex: *small
            """;

    // When
    Settings settings = ConfigFiles.parse(yaml);

    // Then
    assertThat(settings.tenants().get("globex")).isEqualTo(settings.tenants().get("acme"));
  }

  @Test
  void shouldTakePolicyWhenUnknownTenantsHaveOne() {
    // When
    Settings settings = ConfigFiles.parse(ConfigFiles.MINIMAL + "unknown_tenants: {models: chat}");

    // Then
    assertThat(settings.unknownTenants())
        .isEqualTo(
            new TenantSettings(
                Map.of(),
                List.of("chat"),
                null,
                List.of(),
                null,
                1,
                List.of(),
                false,
                List.of(),
                null,
                null,
                null));
  }

  @Test
  void shouldPassClientSettingsOnWhenListsAndNumbersAreWritten() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL.replace(
            "localhost:9092", "[a:1, b:2]\n  num.stream.threads: 2\n  producer.linger.ms: 5");

    // When
    Settings settings = ConfigFiles.parse(yaml);

    // Then
    assertThat(settings.kafka().properties())
        .isEqualTo(
            Map.of(
                "bootstrap.servers",
                "a:1,b:2",
                "num.stream.threads",
                "2",
                "producer.linger.ms",
                "5"));
  }

  @Test
  void shouldIssuePollingIdsThatVerifyWhenSecretIsSet() {
    // Given
    var ids = ConfigFiles.parse(ConfigFiles.MINIMAL).pollingIds().issuer("sluice.requests");

    // When
    String id = ids.issue("acme", 3, Instant.ofEpochMilli(1), 7);

    // Then
    assertThat(ids.verify(id, "acme")).isPresent();
    assertThat(ids.verify(id, "globex")).isEmpty();
  }

  @Test
  void shouldDescribeDefaultsAndReadItsOwnDescriptionAgainWhenNothingIsSecret() {
    // Given
    Settings settings = ConfigFiles.parse(ConfigFiles.MINIMAL);

    // When
    String description = settings.describe();

    // Then
    assertThat(description).contains("start_timeout: 1m").contains("unknown_tenants: refuse");
    assertThat(ConfigFiles.parse(description.replace("***", ConfigFiles.POLLING_SECRET)))
        .isEqualTo(settings);
  }
}
