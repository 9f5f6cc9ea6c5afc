package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.admission.Policy;
import dev.sluice.admission.WebhookRule;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookSettingsTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ON =
      ConfigFiles.MINIMAL + "webhooks: {secrets: {main: {current: " + SECRET + "}}}\n";

  @Test
  void shouldSendNoneAndRefuseThemWhenThereIsNoSecret() {
    // When
    Settings settings = ConfigFiles.parse(ConfigFiles.MINIMAL);

    // Then
    assertThat(settings.webhooks().isOn()).isFalse();
    assertThat(settings.webhooks().terms().problems(new WebhookRule("https://a.example", "main")))
        .singleElement()
        .asString()
        .startsWith("webhook_url: this gateway sends no webhooks");
  }

  @Test
  void shouldReadEverything() throws Exception {
    // When
    WebhookSettings webhooks =
        ConfigFiles.parse(
                ConfigFiles.MINIMAL
                    + """
                    webhooks:
                      secrets:
                        main: {current: %s, previous: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}
                      allow_http: true
                      allow_addresses: [127.0.0.0/8, "fd00::/8"]
                      retries: [1s, 2m]
                    """
                        .formatted(SECRET))
            .webhooks();

    // Then
    assertThat(webhooks.isOn()).isTrue();
    assertThat(webhooks.schedule(Duration.ofDays(1)).waits())
        .containsExactly(Duration.ofSeconds(1), Duration.ofMinutes(2));
    assertThat(webhooks.guard().permits(InetAddress.getLoopbackAddress())).isTrue();
    assertThat(webhooks.guard().permits(InetAddress.getByName("10.0.0.1"))).isFalse();
    assertThat(webhooks.terms().problems(new WebhookRule("http://a.example", "main"))).isEmpty();
    assertThat(
            ConfigFiles.named("main", webhooks.signers())
                .headers("evt_1", Instant.EPOCH, new byte[0]))
        .hasEntrySatisfying("webhook-signature", both -> assertThat(both.split(" ")).hasSize(2));
  }

  @Test
  void shouldTryAsStandardWebhooksRecommendsWhenNothingElseIsSet() {
    assertThat(ConfigFiles.parse(ON).webhooks().schedule(Duration.ofDays(4)).waits())
        .extracting(Duration::toSeconds)
        .containsExactly(5L, 300L, 1_800L, 7_200L, 18_000L, 36_000L, 50_400L, 72_000L, 86_400L);
  }

  @Test
  void shouldShowNoSecretAndReadItsOwnDescriptionAgain() {
    // Given
    Settings settings = ConfigFiles.parse(ON);

    // When
    String description = settings.describe();

    // Then
    assertThat(description + settings).doesNotContain(SECRET);
    assertThat(
            ConfigFiles.parse(
                description
                    .replaceFirst("current: .*", "current: " + SECRET)
                    .replace("***", ConfigFiles.POLLING_SECRET)))
        .isEqualTo(settings);
  }

  @Test
  void shouldGiveATenantsWebhookBackAsItsPolicyFileHasIt() {
    // Given
    Settings settings = ConfigFiles.parse(ON);
    String yaml = "webhook_url: https://a.example/x?y=1\nwebhook_secret_id: main\n";

    // When
    Policy policy = PolicyFile.parse(yaml, "policy.yaml", settings, Map.of());

    // Then
    assertThat(policy.webhook()).isEqualTo(new WebhookRule("https://a.example/x?y=1", "main"));
    assertThat(PolicyFile.parse(PolicyFile.write(policy), "again", settings, Map.of()))
        .isEqualTo(policy);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void shouldNameMistakesWithTheirPlacesAndNotRepeatSecrets(
      String what, String yaml, List<String> expected) {
    // When
    List<String> mistakes = ConfigFiles.mistakesIn(yaml);

    // Then
    assertThat(mistakes).isEqualTo(expected);
  }

  static Stream<Arguments> mistakes() {
    String form =
        ": expected whsec_ and then 24 to 64 bytes in Base64; `echo whsec_$(openssl rand -base64"
            + " 32)` makes a good one";
    return Stream.of(
        bad(
            "secrets of another form",
            section("secrets: {a: {current: hunter2}, b: {current: " + SECRET + ", previous: x}}"),
            "sluice.yaml:16:26: webhooks.secrets.a.current" + form,
            "sluice.yaml:16:98: webhooks.secrets.b.previous" + form),
        bad(
            "no current secret",
            section("secrets: {a: {}}"),
            "sluice.yaml:16:25: webhooks.secrets.a.current: is missing"),
        bad(
            "addresses that are none",
            section("allow_addresses: [10.0.0.0/8, localhost]"),
            "sluice.yaml:16:42: webhooks.allow_addresses[1]: expected addresses such as 10.1.0.0/16 or fd00:1::/32"),
        bad(
            "waits that are none",
            section("retries: [1s, 0s, 400d]"),
            "sluice.yaml:16:26: webhooks.retries[1]: must be 1ms to 365d",
            "sluice.yaml:16:30: webhooks.retries[2]: must be 1ms to 365d"),
        bad(
            "a tenant's URL in the clear, and a secret that is not there",
            ON + "tenants:\n  acme: {webhook_url: 'http://a.example', webhook_secret_id: other}\n",
            "sluice.yaml:18:10: tenants.acme.webhook_url: must begin with https://; only webhooks.allow_http in the gateway's configuration would allow http://",
            "sluice.yaml:18:43: tenants.acme.webhook_secret_id: there is no secret 'other' under webhooks.secrets in the gateway's configuration"),
        bad(
            "a tenant's URL with a password, and no secret",
            ON + "tenants:\n  acme: {webhook_url: 'https://u:hunter2@a.example'}\n",
            "sluice.yaml:18:3: tenants.acme.webhook_secret_id: is missing; webhooks are always signed",
            "sluice.yaml:18:10: tenants.acme.webhook_url: must not hold a user or password"),
        bad(
            "a webhook of a gateway that sends none",
            ConfigFiles.MINIMAL
                + "unknown_tenants: {webhook_url: 'https://a.example', webhook_secret_id: main}\n",
            "sluice.yaml:16:19: unknown_tenants.webhook_url: this gateway sends no webhooks; it needs a secret under webhooks.secrets in its configuration"));
  }

  private static Arguments bad(String what, String yaml, String... mistakes) {
    return arguments(what, yaml, List.of(mistakes));
  }

  private static String section(String settings) {
    return ConfigFiles.MINIMAL + "webhooks: {" + settings + "}\n";
  }
}
