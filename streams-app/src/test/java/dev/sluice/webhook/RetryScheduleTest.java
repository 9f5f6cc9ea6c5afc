package dev.sluice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {
  private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final List<Duration> WAITS =
      List.of(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(2));
  private static final RetrySchedule SCHEDULE = new RetrySchedule(WAITS, DAY);
  private static final PendingWebhook NEW =
      new PendingWebhook("acme", WebhookEvent.of("resp_1", "completed", END), 0, END);

  /** How a receiver may fail, and how long each try took. */
  record Failure(int status, @Nullable Duration retryAfter, Duration took) {
    DeliveryResult end() {
      return status == 0
          ? new DeliveryResult.Unanswered("nobody there")
          : new DeliveryResult.Answered(status, retryAfter);
    }
  }

  @Provide
  Arbitrary<List<Duration>> waits() {
    return Arbitraries.longs().between(1, 200_000).map(Duration::ofSeconds).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Failure>> failures() {
    Arbitrary<Integer> statuses =
        Arbitraries.oneOf(
            Arbitraries.just(0),
            Arbitraries.of(429, 502, 503, 504),
            Arbitraries.integers().between(300, 599).filter(status -> status != 410));
    Arbitrary<Duration> times = Arbitraries.longs().between(0, 400_000).map(Duration::ofSeconds);
    return Combinators.combine(
            statuses,
            times.injectNull(0.5),
            Arbitraries.longs().between(0, 30).map(Duration::ofSeconds))
        .as(Failure::new)
        .list()
        .ofSize(15);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void shouldTryAsOftenAsPlannedNeverTooEarlyAndNeverWhenTheResultIsGone(
      @ForAll("waits") List<Duration> waits, @ForAll("failures") List<Failure> failures) {
    // Given
    RetrySchedule schedule = new RetrySchedule(waits, DAY);
    PendingWebhook webhook = NEW;
    int tries = 0;

    // When
    for (Failure failure : failures) {
      tries++;
      Instant now = webhook.due().plus(failure.took());
      RetryDecision next = schedule.after(webhook, failure.end(), now);

      // Then
      assertThat(next).isNotInstanceOf(RetryDecision.Taken.class);
      if (next instanceof RetryDecision.Again again) {
        Duration wait = waits.get(tries - 1);
        Instant due = again.webhook().due();
        assertThat(again.webhook().tries()).isEqualTo(tries);
        assertThat(again.webhook().event()).isEqualTo(NEW.event());
        assertThat(due).isBefore(END.plus(DAY)).isAfterOrEqualTo(now.plus(wait));
        boolean busy = List.of(429, 502, 503, 504).contains(failure.status());
        Duration asked =
            busy && failure.retryAfter() != null ? failure.retryAfter() : Duration.ZERO;
        assertThat(again.endpointFrom()).isEqualTo(now.plus(asked));
        assertThat(due).isAfterOrEqualTo(again.endpointFrom());
        if (asked.compareTo(wait) < 0) {
          assertThat(due).isBeforeOrEqualTo(now.plus(wait.multipliedBy(11).dividedBy(10)));
        }
        webhook = again.webhook();
      } else {
        assertThat(((RetryDecision.GivenUp) next).reason())
            .isIn(RetryDecision.Reason.TRIES_USED_UP, RetryDecision.Reason.EXPIRED);
        break;
      }
    }
    assertThat(tries).isLessThanOrEqualTo(waits.size() + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void shouldBeDoneWhenTheReceiverTakesIt(int status) {
    assertThat(SCHEDULE.after(NEW, new DeliveryResult.Answered(status, DAY), END))
        .isEqualTo(new RetryDecision.Taken());
  }

  static Stream<DeliveryResult> others() {
    return Stream.of(
        new DeliveryResult.Unanswered("no answer"),
        new DeliveryResult.Answered(199, null),
        new DeliveryResult.Answered(301, null),
        new DeliveryResult.Answered(307, Duration.ofHours(1)),
        new DeliveryResult.Answered(400, null),
        new DeliveryResult.Answered(404, null),
        new DeliveryResult.Answered(500, Duration.ofHours(1)));
  }

  @ParameterizedTest
  @MethodSource("others")
  void shouldTryAgainAfterAnythingElse(DeliveryResult end) {
    // When
    RetryDecision next = SCHEDULE.after(NEW, end, END);

    // Then
    RetryDecision.Again again = (RetryDecision.Again) next;
    assertThat(again.endpointFrom()).isEqualTo(END);
    assertThat(again.webhook().due()).isBetween(END.plusSeconds(5), END.plusMillis(5_500));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void shouldLeaveTheEndpointAloneForAsLongAsItAsks(int status) {
    // When
    RetryDecision next =
        SCHEDULE.after(NEW, new DeliveryResult.Answered(status, Duration.ofMinutes(3)), END);

    // Then
    RetryDecision.Again again = (RetryDecision.Again) next;
    assertThat(again.endpointFrom()).isEqualTo(END.plusSeconds(180));
    assertThat(again.webhook().due()).isEqualTo(END.plusSeconds(180));
  }

  @Test
  void shouldGiveUpWhenTheReceiverWantsNone() {
    assertThat(SCHEDULE.after(NEW, new DeliveryResult.Answered(410, null), END))
        .isEqualTo(new RetryDecision.GivenUp(RetryDecision.Reason.GONE));
  }

  @Test
  void shouldGiveUpWhenTheReceiverAsksForLongerThanTheResultLives() {
    // Given
    List<RetryDecision> ends = new ArrayList<>();

    // When
    for (Duration asked : List.of(DAY, Duration.ofSeconds(Long.MAX_VALUE))) {
      ends.add(SCHEDULE.after(NEW, new DeliveryResult.Answered(503, asked), END));
    }

    // Then
    assertThat(ends).containsOnly(new RetryDecision.GivenUp(RetryDecision.Reason.EXPIRED));
  }
}
