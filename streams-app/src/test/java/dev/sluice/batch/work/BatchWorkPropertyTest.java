package dev.sluice.batch.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.batch.OutputLine;
import dev.sluice.batch.store.BatchCounts;
import dev.sluice.batch.store.BatchState;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A whole batch, by processes that are killed at any step or lose their topics. */
class BatchWorkPropertyTest {
  private static final int MOST_KILLS = 12;

  @Property(tries = 150)
  void shouldAnswerEachLineOnceHoweverOftenItsProcessIsKilled(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int lines) throws Exception {
    // Given
    Random random = new Random(seed);
    // so short that some of it expires, or long enough for all
    Duration window = Duration.ofSeconds(random.nextBoolean() ? 3 : 3_000);
    Worked batch = Worked.ofLines(random, window, lines);
    kill(batch, random, lines);

    // When
    batch.run();

    // Then
    List<OutputLine> all = batch.both();
    assertThat(all)
        .extracting(OutputLine::customId)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, lines).mapToObj(i -> "line-" + i).toList());
    assertThat(batch.output()).allMatch(line -> line.kind() == OutputLine.Kind.ANSWERED);
    assertThat(batch.errors()).noneMatch(line -> line.kind() == OutputLine.Kind.ANSWERED);
    // the gateway had no room at times
    assertThat(all).noneMatch(line -> line.response() != null && line.response().status() == 429);
    int expired = (int) all.stream().filter(line -> line.kind() == OutputLine.Kind.EXPIRED).count();
    assertThat(batch.known().counts())
        .isEqualTo(new BatchCounts(lines, batch.output().size(), batch.errors().size(), expired));
    assertThat(batch.known().state())
        .isEqualTo(expired > 0 ? BatchState.EXPIRED : BatchState.COMPLETED);
  }

  @Property(tries = 100)
  void shouldEndWhatHasBegunAndNothingElseWhenItIsCancelled(@ForAll long seed) throws Exception {
    // Given
    Random random = new Random(seed);
    Worked batch = Worked.ofLines(random, Duration.ofHours(1), 30);
    batch.runAndKill(1 + random.nextInt(60));
    boolean wasOver = batch.known().isOver();
    if (!wasOver) {
      batch.cancel();
    }
    kill(batch, random, 5);

    // When
    batch.run();

    // Then
    assertThat(batch.known().state())
        .isEqualTo(wasOver ? BatchState.COMPLETED : BatchState.CANCELLED);
    assertThat(batch.both()).extracting(OutputLine::customId).doesNotHaveDuplicates();
    assertThat(batch.known().counts().completed()).isEqualTo(batch.output().size());
    assertThat(batch.known().counts().failed()).isEqualTo(batch.errors().size());
    // what a provider was asked for is told
    assertThat(batch.both())
        .extracting(line -> Worked.ID + "/" + line.customId())
        .containsAll(batch.gateway.begun());
  }

  private static void kill(Worked batch, Random random, int lines) throws Exception {
    for (int kills = random.nextInt(MOST_KILLS); kills > 0; kills--) {
      if (random.nextInt(3) == 0) {
        batch.runAndLoseTheStore(random.nextInt(8));
      } else {
        batch.runAndKill(1 + random.nextInt(2 * lines));
      }
    }
  }
}
