package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.Exchange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that fall silent or are given up, over real sockets. */
class SilentStreamsTest extends StreamedExchanges {
  @Test
  void shouldCutAStreamThatFallsSilent() throws Exception {
    // Given
    idleTimeout = Duration.ofMillis(50);

    // When
    Outcome.Failed failed =
        failed(
            reply -> {
              reply.streamHead().chunks(HEL);
              reply.awaitClose();
            });

    // Then
    assertThat(broken(failed).received()).isEqualTo("Hel");
    assertThat(broken(failed).decisive()).isInstanceOf(ProviderFailure.Timeout.class);
    assertThat(failed.failure().message())
        .isEqualTo("toy broke off its answer: nothing came of the stream of toy for 50 ms");
  }

  @Test
  void shouldTimeOutWhenAStreamFallsSilentBeforeItsAnswer() throws Exception {
    // Given
    idleTimeout = Duration.ofMillis(50);

    // When
    Outcome.Failed failed =
        failed(
            reply -> {
              reply.streamHead().chunks(": ping\n\n");
              reply.awaitClose();
            });

    // Then
    assertThat(failed.failure().message()).isEqualTo("nothing came of the stream of toy for 50 ms");
    assertThat(failed.failure()).isInstanceOf(ProviderFailure.Timeout.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHaveTheAttemptsTimeForTheFirstByte(boolean head) throws Exception {
    // Given
    idleTimeout = Duration.ofMillis(1);
    HttpProvider provider =
        provider(
            reply -> {
              if (head) {
                reply.streamHead();
              }
              reply.awaitClose();
            });

    // When
    Outcome.Failed failed =
        (Outcome.Failed) run(provider, Streaming.ALWAYS, Duration.ofMillis(300));

    // Then
    assertThat(failed.failure().message()).isEqualTo("toy did not answer within 300 ms");
  }

  @Test
  void shouldTellTheTextSoFarWhenTheAttemptsTimeIsOver() throws Exception {
    // Given
    HttpProvider provider =
        provider(
            reply -> {
              reply.streamHead().chunks(HEL);
              reply.awaitClose();
            });

    // When
    Outcome.Failed failed = (Outcome.Failed) run(provider, Streaming.ALWAYS, Duration.ofSeconds(2));

    // Then
    assertThat(broken(failed).received()).isEqualTo("Hel");
    assertThat(broken(failed).decisive().message()).isEqualTo("toy did not answer within 2000 ms");
  }

  @Test
  void shouldNotWaitForAConnectionThatIsLeftOpenAfterAll() throws Exception {
    // Given
    idleTimeout = Duration.ofMillis(50);

    // When
    Outcome outcome =
        run(
            reply -> {
              reply.streamHead().chunks(HEL + LO + DONE + USAGE);
              reply.awaitClose();
            });

    // Then
    assertThat(((Outcome.Answered) outcome).answer().text()).isEqualTo("Hello");
    assertThat(((Outcome.Answered) outcome).answer().usage()).isEqualTo(Usage.of(7, 5));
  }

  @Test
  void shouldCloseTheConnectionAndEndAsCancelledWhenAborted() throws Exception {
    // Given
    CompletableFuture<Void> closed = new CompletableFuture<>();
    HttpProvider provider =
        provider(
            reply -> {
              reply.streamHead().chunks(USAGE, HEL);
              reply.awaitClose();
              closed.complete(null);
            });
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Exchange exchange = provider.start(attempt(Streaming.ALWAYS), LONG, outcome::complete);
    assertThat(firstEvent.await(20, TimeUnit.SECONDS)).isTrue();

    // When
    exchange.abort();

    // Then
    Outcome.Failed failed = (Outcome.Failed) outcome.get(20, TimeUnit.SECONDS);
    assertThat(failed.failure().type()).isEqualTo(FailureType.CANCELLED);
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 5));
    assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
  }
}
