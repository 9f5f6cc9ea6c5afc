package dev.sluice.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CauseFactsTest {

  @Test
  void shouldKeepClassMessageAndStackOfEveryLinkOutermostFirst() {
    // Given
    Exception thrown = new IllegalStateException("outer", new IOException("inner"));

    // When
    GatewayFailure.Internal failure = GatewayFailure.Internal.of(thrown);

    // Then
    List<CauseFacts> causes = failure.facts().causes();
    assertThat(causes)
        .extracting(CauseFacts::className, CauseFacts::message)
        .containsExactly(
            tuple("java.lang.IllegalStateException", "outer"),
            tuple("java.io.IOException", "inner"));
    assertThat(causes.get(0).stack()).startsWith("at dev.sluice.failure.CauseFactsTest");
    assertThat(failure.message()).doesNotContain("outer").doesNotContain("inner");
    assertThat(failure.status()).isEqualTo(500);
  }

  @Test
  void shouldEndWhenTheChainRunsInACircle() {
    // Given
    Exception first = new IllegalStateException("first");
    Exception second = new IllegalStateException("second", first);
    first.initCause(second);

    // When
    List<CauseFacts> causes = CauseFacts.chain(first);

    // Then
    assertThat(causes).extracting(CauseFacts::message).containsExactly("first", "second");
  }

  @Test
  void shouldCutWhatIsLongerThanItsCap() {
    // Given
    Throwable thrown = new IOException("€".repeat(10_000));
    for (int i = 0; i < 20; i++) {
      thrown = new IOException("link", thrown);
    }
    Throwable longMessage = new IOException("x" + "😀".repeat(10_000));

    // When
    List<CauseFacts> links = CauseFacts.chain(thrown);
    CauseFacts capped = CauseFacts.chain(longMessage).get(0);

    // Then
    assertThat(links).hasSize(CauseFacts.MAX_LINKS);
    assertThat(capped.message()).startsWith("x😀").endsWith("😀");
    assertThat(String.valueOf(capped.message()).getBytes(UTF_8).length)
        .isBetween(CauseFacts.MAX_BYTES - 4, CauseFacts.MAX_BYTES);
  }

  @Test
  void shouldRoundAWaitUpToWholeMillisecondsWhateverItsLength() {
    // Given
    FailureFacts facts = FailureFacts.of(FailureType.OVERLOADED, "busy");

    // When
    FailureFacts shortWait = facts.withRetryAfter(Duration.ofNanos(1_000_001));
    FailureFacts endless = facts.withRetryAfter(Duration.ofSeconds(Long.MAX_VALUE));

    // Then
    assertThat(shortWait.retryAfter()).isEqualTo(Duration.ofMillis(2));
    assertThat(endless.retryAfter()).isEqualTo(Duration.ofMillis(Long.MAX_VALUE));
  }
}
