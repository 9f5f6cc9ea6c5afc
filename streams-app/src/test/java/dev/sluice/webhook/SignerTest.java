package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {
  /** Those of the reference libraries of Standard Webhooks. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void shouldSignAsTheReferenceLibrariesDo() {
    // Given
    Signer signer = new Signer(List.of(WebhookSecret.parse(SECRET)));

    // When
    Map<String, String> headers = signer.headers(ID, AT.plusMillis(999), BODY);

    // Then
    assertThat(headers)
        .containsOnly(
            Map.entry("webhook-id", ID),
            Map.entry("webhook-timestamp", "1614265330"),
            Map.entry("webhook-signature", SIGNATURE));
  }

  @Test
  void shouldSignWithBothSecretsWhileTheyAreExchanged() {
    // Given
    WebhookSecret other = WebhookSecret.parse(secretOf(64));

    // When
    String signatures =
        new Signer(List.of(other, WebhookSecret.parse(SECRET)))
            .headers(ID, AT, BODY)
            .get("webhook-signature");

    // Then
    String alone = new Signer(List.of(other)).headers(ID, AT, BODY).get("webhook-signature");
    assertThat(signatures).isEqualTo(alone + " " + SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_not base64 at all, but long enough"
      })
  void shouldRefuseWhatIsNoSecretAndNotRepeatIt(String text) {
    assertThatThrownBy(() -> WebhookSecret.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected whsec_ and then 24 to 64 bytes in Base64")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 65})
  void shouldRefuseSecretsThatAreTooShortOrTooLong(int bytes) {
    assertThatThrownBy(() -> WebhookSecret.parse(secretOf(bytes)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String secretOf(int bytes) {
    return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
  }
}
