package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.StreamTiming;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.provider.stream.StreamEnd;
import dev.sluice.provider.stream.StreamedPart;
import dev.sluice.provider.stream.ToyStream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no server of a test can bring about, or all ends have in common. */
class StreamOutcomesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final StreamTiming TIMING = new StreamTiming(SECOND, SECOND, false);
  private static final ProviderSettings SETTINGS =
      new ProviderSettings(
          "toy",
          ProviderKind.OPENAI,
          URI.create("http://toy.example"),
          null,
          List.of(),
          Map.of(),
          ProviderSettings.MAX_TOKENS,
          1);

  private final ProviderCodec codec = new ProviderCodec(new ToyApi(new ToyStream()));
  private final StreamOutcomes outcomes =
      new StreamOutcomes(
          codec,
          new RedactedReplies(SETTINGS, codec, InstantSource.system(), UnrecognizedErrors.NOBODY),
          SECOND);

  private Outcome.Failed ended(StreamEnd end, @Nullable StreamTiming timing) {
    Attempt attempt = Attempts.saying("hi", Attempts.target("t", "toy"));
    String reply = "{\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";
    StreamedPart part = new StreamedPart(reply, timing == null ? "" : "Hel", timing);
    Throwable cause = new IllegalStateException("no");
    return (Outcome.Failed)
        outcomes.of(attempt, SECOND, new HttpResult.Streamed(200, Map.of(), part, end, cause));
  }

  @Test
  void shouldBeAnInvalidResponseWhenTheFramingIsBroken() {
    // When
    Failure failure = ended(StreamEnd.MALFORMED, null).failure();

    // Then
    assertThat(failure.type()).isEqualTo(FailureType.INVALID_RESPONSE);
    assertThat(failure.message()).isEqualTo("toy answered 200 with a stream that can't be read");
  }

  @ParameterizedTest
  @EnumSource(
      value = StreamEnd.class,
      names = {"BROKE_OFF", "STALLED", "TIMED_OUT", "MALFORMED", "UNFORESEEN"})
  void shouldHaveTheTextTheUsageAndTheTimesSoFar(StreamEnd end) {
    // When
    Outcome.Failed failed = ended(end, TIMING);

    // Then
    ProviderFailure.MidStreamBreak broken = (ProviderFailure.MidStreamBreak) failed.failure();
    assertThat(broken.received()).isEqualTo("Hel");
    assertThat(broken.decisive()).isNotSameAs(broken);
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 5));
    assertThat(failed.timing()).isEqualTo(TIMING);
  }
}
