package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.KafkaFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadDeathsTest {
  private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

  private final ThreadDeaths deaths = new ThreadDeaths(new KafkaFaults(Map.of(), List.of()));

  @Test
  void shouldEndWhenARightIsMissingBeforeItHasRun() {
    // When
    ThreadDeaths.Next next = deaths.next(noRight(), false, START);

    // Then
    assertThat(next).isInstanceOf(ThreadDeaths.Next.End.class);
    StartException why = ((ThreadDeaths.Next.End) next).why();
    assertThat(why.status()).isEqualTo(ExitStatus.NOT_AUTHORIZED);
    assertThat(why).hasMessageContaining("sluice.results");
  }

  @Test
  void shouldWaitForAPasswordThatIsChangedBeforeAPartHasRun() {
    // Given
    ThreadDeaths ofPart = ThreadDeaths.ofPart(new KafkaFaults(Map.of(), List.of()));
    Throwable wrong = new StreamsException(new SaslAuthenticationException("wrong password"));

    // When
    ThreadDeaths.Next next = ofPart.next(wrong, false, START);

    // Then
    assertThat(next).isEqualTo(new ThreadDeaths.Next.Replace(Duration.ofSeconds(1), true));
    assertThat(ofPart.waitsFor(START).orElseThrow()).contains("wrong password");
  }

  @Test
  void shouldWaitWithGrowingPausesAndSayWhyWhenARightIsWithdrawnLater() {
    // Given
    Instant now = START;
    List<Long> pauses = new ArrayList<>();

    // When
    for (int i = 0; i < 8; i++) {
      Duration pause = pause(deaths.next(noRight(), true, now));
      pauses.add(pause.toSeconds());
      now = now.plus(pause).plusSeconds(1);
      assertThat(deaths.waitsFor(now).orElseThrow()).contains("sluice.results");
    }

    // Then
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(deaths.waitsFor(now.plusSeconds(60))).isEmpty();
  }

  @Test
  void shouldBeginWithAShortPauseAgainWhenAllWasWellForAWhile() {
    // Given
    Throwable wrong = new StreamsException(new SaslAuthenticationException("wrong password"));
    pause(deaths.next(wrong, true, START));
    pause(deaths.next(wrong, true, START));

    // When
    Duration pause = pause(deaths.next(wrong, true, START.plus(Duration.ofMinutes(10))));

    // Then
    assertThat(pause).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldReplaceAThreadSoonAFewTimesWhenNothingIsRefused() {
    // Given
    Throwable away = new StreamsException(new TimeoutException("no broker"));

    // When
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      pauses.add(pause(deaths.next(away, false, START)).toSeconds());
    }

    // Then
    assertThat(pauses).containsExactly(1L, 1L, 1L, 1L, 1L, 2L, 4L);
    assertThat(deaths.waitsFor(START)).isEmpty();
  }

  @Test
  void shouldEndWhenItIsFencedAgain() {
    // Given
    ThreadDeaths.Next first = deaths.next(fenced(), true, START);

    // When
    ThreadDeaths.Next second = deaths.next(fenced(), true, START.plusSeconds(3));

    // Then
    assertThat(first).isEqualTo(new ThreadDeaths.Next.Replace(Duration.ofSeconds(5), false));
    assertThat(((ThreadDeaths.Next.End) second).why().status())
        .isEqualTo(ExitStatus.INSTANCE_TAKEN);
  }

  @Test
  void shouldGoOnWhenItIsFencedOnceInAWhile() {
    // Given
    pause(deaths.next(fenced(), true, START));

    // When
    ThreadDeaths.Next muchLater = deaths.next(fenced(), true, START.plus(Duration.ofHours(1)));

    // Then
    assertThat(muchLater).isInstanceOf(ThreadDeaths.Next.Replace.class);
  }

  private static Throwable noRight() {
    return new StreamsException(new TopicAuthorizationException(Set.of("sluice.results")));
  }

  private static Throwable fenced() {
    return new StreamsException(new FencedInstanceIdException("fenced"));
  }

  private static Duration pause(ThreadDeaths.Next next) {
    return ((ThreadDeaths.Next.Replace) next).pause();
  }
}
