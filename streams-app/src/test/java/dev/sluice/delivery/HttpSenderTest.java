package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.webhook.AddressGuard;
import dev.sluice.webhook.AddressRange;
import dev.sluice.webhook.DeliveryResult;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
import dev.sluice.webhook.Signer;
import dev.sluice.webhook.WebhookEvent;
import dev.sluice.webhook.WebhookReceiver;
import dev.sluice.webhook.WebhookReceiver.Answer;
import dev.sluice.webhook.WebhookReceiver.Received;
import dev.sluice.webhook.WebhookSecret;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final AddressGuard LOCAL =
      new AddressGuard(List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1")));
  private static final PendingWebhook WEBHOOK =
      new PendingWebhook(
          "acme", WebhookEvent.of("resp_1", "completed", Instant.EPOCH), 0, Instant.EPOCH);

  private WebhookReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void shouldSendWhatTheSdksVerifyWithEitherSecret() throws Exception {
    // When
    DeliveryResult end = sends(LOCAL, receiver.url());

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Answered(200, null));
    assertThat(receiver.received()).hasSize(1);
    Received request = receiver.received().get(0);
    assertThat(request.path()).isEqualTo("/hooks?token=t-0123456789");
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("webhook-id", WEBHOOK.event().id());
    assertThat(request.body()).isEqualTo(WEBHOOK.event().body());
    assertThat(request.verifies(SECRET)).isTrue();
    assertThat(request.verifies(OTHER)).isTrue();
    assertThat(request.verifies("whsec_" + "A".repeat(32))).isFalse();
  }

  @Test
  void shouldFollowNoRedirect() throws Exception {
    // Given
    receiver.answers(new Answer(307, Map.of("Location", receiver.url() + "/elsewhere"), 0));

    // When
    DeliveryResult end = sends(LOCAL, receiver.url());

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Answered(307, null));
    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void shouldTellHowLongTheReceiverAsksToBeLeftAlone() throws Exception {
    // Given
    receiver.answers(new Answer(503, Map.of("Retry-After", "120"), 10));

    // When
    DeliveryResult end = sends(LOCAL, receiver.url());

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Answered(503, Duration.ofMinutes(2)));
  }

  @Test
  void shouldNotReadAnAnswerToItsEnd() throws Exception {
    // Given
    receiver.answers(new Answer(202, Map.of(), 10_000_000));

    // When
    DeliveryResult end = sends(LOCAL, receiver.url());

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Answered(202, null));
  }

  @Test
  void shouldGiveATryUpWhenNobodyAnswersInTime() throws Exception {
    // Given
    receiver.fallsSilent();

    // When
    DeliveryResult end = sends(LOCAL, receiver.url(), Duration.ofMillis(300));

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Unanswered("no answer in 300 ms"));
  }

  @Test
  void shouldSayThatNobodyListensWithoutTheUrl() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    // When
    DeliveryResult end = sends(LOCAL, "http://127.0.0.1:" + port + "/hooks?token=t-0123456789");

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Unanswered("no connection: ConnectException"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"})
  void shouldReachNothingPrivateByWhateverName(String host) throws Exception {
    // When
    DeliveryResult end =
        sends(new AddressGuard(List.of()), "http://" + host + ":" + receiver.port() + "/hooks");

    // Then
    assertThat(end)
        .isEqualTo(
            new DeliveryResult.Unanswered(
                "its address is not public, and webhooks.allow_addresses does not name it"));
    assertThat(receiver.received()).isEmpty();
  }

  /** Some are taken for names, some for no host at all, some for 127.0.0.1. */
  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "127.1", "0177.0.0.1", "0x7f000001", "0"})
  void shouldReachNothingPrivateByUnusualNumbers(String host) throws Exception {
    // When
    DeliveryResult end =
        sends(new AddressGuard(List.of()), "http://" + host + ":" + receiver.port() + "/hooks");

    // Then
    assertThat(end).isInstanceOf(DeliveryResult.Unanswered.class);
    assertThat(receiver.received()).isEmpty();
  }

  @Test
  void shouldReachByNameWhatTheOperatorAllows() throws Exception {
    // When
    DeliveryResult end = sends(LOCAL, "http://localhost:" + receiver.port() + "/hooks");

    // Then
    assertThat(end).isEqualTo(new DeliveryResult.Answered(200, null));
  }

  private static DeliveryResult sends(AddressGuard guard, String url) throws Exception {
    return sends(guard, url, Duration.ofSeconds(20));
  }

  private static DeliveryResult sends(AddressGuard guard, String url, Duration timeout)
      throws Exception {
    Signer signer = new Signer(List.of(WebhookSecret.parse(SECRET), WebhookSecret.parse(OTHER)));
    try (HttpSender sender = HttpSender.open(guard, timeout, 4, InstantSource.system())) {
      CompletableFuture<DeliveryResult> end = new CompletableFuture<>();
      sender.send(WEBHOOK, new Endpoint.At(URI.create(url), signer, 1), end::complete);
      return end.get(30, TimeUnit.SECONDS);
    }
  }
}
