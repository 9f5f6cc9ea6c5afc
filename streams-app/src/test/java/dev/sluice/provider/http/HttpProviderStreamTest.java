package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.RateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams over real sockets: whole, broken in every way, and what looks like one. */
class HttpProviderStreamTest extends StreamedExchanges {
  @Test
  void shouldGiveTheAnswerOfAWholeStream() throws Exception {
    // When
    Outcome outcome =
        run(reply -> reply.streamHead().chunks(": ping\n\n", HEL, LO, USAGE, DONE).last());

    // Then
    Outcome.Answered answered = (Outcome.Answered) outcome;
    assertThat(answered.answer().text()).isEqualTo("Hello");
    assertThat(answered.answer().usage()).isEqualTo(Usage.of(7, 5));
    assertThat(answered.timing()).isNotNull();
    assertThat(received())
        .startsWith("POST /stream HTTP/1.1\r\n")
        .contains("Accept: text/event-stream, application/json\r\n")
        .contains("Accept-Encoding: identity\r\n")
        .contains("\"stream\":true");
  }

  @Test
  void shouldAskForNoStreamWhenNoneIsWanted() throws Exception {
    // Given
    HttpProvider provider = provider(reply -> reply.whole(200, OK));

    // When
    Outcome outcome = run(provider, Streaming.AUTO, LONG);

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    assertThat(received())
        .startsWith("POST /chat/completions HTTP/1.1\r\n")
        .contains("Accept: application/json\r\n")
        .doesNotContain("stream");
  }

  @Test
  void shouldTakeAWholeReplyInPlaceOfAStream() throws Exception {
    // When
    Outcome outcome = run(reply -> reply.whole(200, OK));

    // Then
    assertThat(((Outcome.Answered) outcome).answer().text()).isEqualTo("Hello");
    assertThat(outcome.timing()).isNull();
  }

  @Test
  void shouldTakeARefusalInPlaceOfAStream() throws Exception {
    // When
    Outcome.Failed failed =
        failed(reply -> reply.whole(401, "{\"error\":{\"code\":\"invalid_api_key\"}}"));

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.AUTHENTICATION);
    assertThat(failed.evidence()).isEqualTo(Evidence.CREDENTIAL);
  }

  @ParameterizedTest
  @CsvSource({
    "'', true, ",
    "'data: {\"te', true, ",
    "'data: {\"thought\":\"Hm.\"}\n\n', false, ",
    "'data: {\"tool\":\"f\"}\n\n', false, ",
    "'data: {\"text\":\"Hel\"}\n\n', false, Hel",
    "'data: {\"text\":\"Hel\"}\n\ndata: {\"text\":\"lo', false, Hel",
    "'data: {\"text\":\"Hel\"}\n\ndata: {\"text\":\"lo\"}\n\n', false, Hello"
  })
  void shouldTellTheTextSoFarWhenTheConnectionBreaks(
      String come, boolean nothingYet, @Nullable String text) throws Exception {
    // When
    Outcome.Failed failed = failed(reply -> reply.streamHead().chunks(USAGE + come));

    // Then
    ProviderFailure.MidStreamBreak broken = broken(failed);
    assertThat(broken.received()).isEqualTo(text);
    assertThat(broken.beforeFirstChunk()).isEqualTo(nothingYet);
    assertThat(broken.facts().original()).isInstanceOf(ProviderFailure.Connection.class);
    assertThat(broken.facts().request()).isNotNull();
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 5));
    assertThat(failed.evidence()).isEqualTo(Evidence.UNCLEAR);
  }

  @Test
  void shouldBeBrokenWhenTheStreamEndsBeforeTheAnswer() throws Exception {
    // When
    Outcome.Failed failed = failed(reply -> reply.streamHead().chunks(HEL).last());

    // Then
    assertThat(broken(failed).received()).isEqualTo("Hel");
    assertThat(failed.failure().message())
        .isEqualTo("toy broke off its answer: toy ended the stream before the answer");
  }

  @Test
  void shouldBeAnsweredWhenTheConnectionBreaksAfterAll() throws Exception {
    // When
    Outcome outcome = run(reply -> reply.streamHead().chunks(HEL, LO, DONE));

    // Then
    assertThat(((Outcome.Answered) outcome).answer().text()).isEqualTo("Hello");
  }

  @Test
  void shouldFailAsWithoutAStreamWhenAnErrorComesFirst() throws Exception {
    // When
    Outcome.Failed failed =
        failed(
            reply ->
                reply
                    .streamHead()
                    .chunks(USAGE, "data: {\"error\":{\"code\":\"rate_limit_exceeded\"}}\n\n")
                    .last());

    // Then
    assertThat(failed.failure()).isInstanceOf(ProviderFailure.RateLimited.class);
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 5));
    assertThat(failed.timing()).isNull();
  }

  @Test
  void shouldBreakOffWithTheErrorThatComesLater() throws Exception {
    // When
    Outcome.Failed failed =
        failed(
            reply ->
                reply
                    .streamHead("Retry-After: 7")
                    .chunks(
                        HEL,
                        USAGE,
                        "data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow"
                            + " down\"}}\n\n")
                    .last());

    // Then
    ProviderFailure.MidStreamBreak broken = broken(failed);
    assertThat(broken.received()).isEqualTo("Hel");
    assertThat(broken.decisive()).isInstanceOf(ProviderFailure.RateLimited.class);
    assertThat(broken.message()).isEqualTo("toy broke off its answer: toy answered 200: slow down");
    assertThat(broken.facts().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(failed.evidence()).isEqualTo(Evidence.MOMENT);
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 5));
  }

  @Test
  void shouldSetACredentialAsideThatIsRefusedInTheMiddle() throws Exception {
    // Given
    HttpProvider provider =
        provider(
            reply ->
                reply
                    .streamHead()
                    .chunks(HEL, "data: {\"error\":{\"code\":\"insufficient_quota\"}}\n\n")
                    .last());
    Outcome first = run(provider, Streaming.ALWAYS, LONG);

    // When
    Outcome.Failed second = (Outcome.Failed) run(provider, Streaming.ALWAYS, LONG);

    // Then
    assertThat(broken((Outcome.Failed) first).received()).isEqualTo("Hel");
    assertThat(second.failure().type()).isEqualTo(FailureType.CREDENTIALS_EXHAUSTED);
  }

  @Test
  void shouldLearnFromTheHeadWhatRemains() throws Exception {
    // Given
    HttpProvider provider =
        provider(
            reply ->
                reply.streamHead("x-ratelimit-remaining-requests: 9").chunks(HEL, DONE).last());
    Target target = attempt(Streaming.ALWAYS).target();

    // When
    Outcome unused = run(provider, Streaming.ALWAYS, LONG);

    // Then
    assertThat(provider.rateLimits(target).remaining(RateLimits.Kind.REQUESTS)).isEqualTo(9);
  }

  @Test
  void shouldMaskACredentialThatComesInTwoPieces() throws Exception {
    // Given
    String begin = "data: {\"text\":\"It is " + KEY.substring(0, 9) + "\"}\n\n";
    String rest = "data: {\"text\":\"" + KEY.substring(9) + "!\"}\n\n";

    // When
    Outcome whole = run(reply -> reply.streamHead().chunks(begin, rest, DONE).last());

    // Then
    assertThat(((Outcome.Answered) whole).answer().text()).isEqualTo("It is ***!");
  }

  @Test
  void shouldMaskACredentialInTheTextSoFar() throws Exception {
    // Given
    String begin = "data: {\"text\":\"It is " + KEY.substring(0, 9) + "\"}\n\n";
    String rest = "data: {\"text\":\"" + KEY.substring(9) + "!\"}\n\n";

    // When
    Outcome.Failed failed = failed(reply -> reply.streamHead().chunks(begin, rest).last());

    // Then
    assertThat(broken(failed).received()).isEqualTo("It is ***!");
    assertThat(failed.toString()).doesNotContain(KEY.substring(9));
  }

  @Test
  void shouldRefuseAnAnswerThatIsTooLarge() throws Exception {
    // Given
    String piece = "data: {\"text\":\"" + "x".repeat(8 * 1024) + "\"}\n\n";

    // When
    Outcome.Failed failed =
        failed(
            reply -> {
              reply.streamHead();
              for (int i = 0; i < 100; i++) {
                reply.chunks(piece);
              }
              reply.awaitClose();
            });

    // Then
    assertThat(failed.failure().message())
        .isEqualTo("toy answered 200 with a body that is larger than the gateway accepts");
    assertThat(failed.failure().type()).isEqualTo(FailureType.INVALID_RESPONSE);
  }

  @Test
  void shouldEndWhenReadingGoesWrong() throws Exception {
    // When
    Outcome.Failed failed =
        failed(
            reply -> {
              reply.streamHead().chunks(HEL, "data: {\"bug\":true}\n\n");
              reply.awaitClose();
            });

    // Then
    assertThat(broken(failed).received()).isEqualTo("Hel");
    assertThat(broken(failed).decisive()).isInstanceOf(ProviderFailure.Unforeseen.class);
  }
}
