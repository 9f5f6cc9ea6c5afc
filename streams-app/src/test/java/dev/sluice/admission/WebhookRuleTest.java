package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRuleTest {
  private static final WebhookTerms TERMS = new WebhookTerms(Set.of("main"), false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "https://example.com:8443/hooks/1?token=x%20y",
        "HTTPS://EXAMPLE.COM/",
        "https://[2606:4700::1]/x",
        "https://8.8.8.8/x"
      })
  void shouldTakeUrlsThatCanBeCalled(String url) {
    // Given
    WebhookRule rule = new WebhookRule(url, "main");

    // When / Then
    assertThat(rule.problems()).isEmpty();
    assertThat(TERMS.problems(rule)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|must begin with https://",
        "example.com/hook|must begin with https://",
        "ftp://example.com|must begin with https://",
        "file:///etc/passwd|must begin with https://",
        "https://|is not a URL",
        "https:///hook|needs a host, and a port of 1 to 65535 where it names one",
        "https:example.com|needs a host, and a port of 1 to 65535 where it names one",
        "https://ex ample.com|is not a URL",
        "https://exa_mple..com:x|needs a host, and a port of 1 to 65535 where it names one",
        "https://example.com:0|needs a host, and a port of 1 to 65535 where it names one",
        "https://example.com:65536|needs a host, and a port of 1 to 65535 where it names one",
        "https://user:secret@example.com|must not hold a user or password",
        "https://example.com/#top|must not have a fragment (#)"
      })
  void shouldSayWhatIsWrongWithAUrlAndNotRepeatIt(String url, String reason) {
    assertThat(new WebhookRule(url, "main").problems()).containsExactly("webhook_url: " + reason);
  }

  @Test
  void shouldRefuseUrlsThatAreTooLong() {
    assertThat(new WebhookRule("https://example.com/" + "x".repeat(2048), "main").problems())
        .containsExactly("webhook_url: is longer than 2048 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://example.com||webhook_secret_id: is missing; webhooks are always signed",
        "https://example.com|' '|webhook_secret_id: is missing; webhooks are always signed",
        "|main|webhook_secret_id: has no effect without webhook_url; remove it"
      })
  void shouldNeedUrlAndSecretTogether(
      @Nullable String url, @Nullable String secretId, String problem) {
    assertThat(new WebhookRule(url, secretId).problems()).containsExactly(problem);
  }

  @Test
  void shouldRefuseWhatTheGatewayDoesNotOffer() {
    // Given
    WebhookRule plain = new WebhookRule("http://example.com", "other");

    // When / Then
    assertThat(TERMS.problems(plain))
        .containsExactly(
            "webhook_url: must begin with https://; only webhooks.allow_http in the gateway's"
                + " configuration would allow http://",
            "webhook_secret_id: there is no secret 'other' under webhooks.secrets in the gateway's"
                + " configuration");
    assertThat(new WebhookTerms(Set.of("other"), true).problems(plain)).isEmpty();
    assertThat(WebhookTerms.NONE.problems(plain))
        .containsExactly(
            "webhook_url: this gateway sends no webhooks; it needs a secret under webhooks.secrets"
                + " in its configuration");
    assertThat(WebhookTerms.NONE.problems(WebhookRule.NONE)).isEmpty();
  }
}
