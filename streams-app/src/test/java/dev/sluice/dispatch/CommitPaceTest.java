package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
  private static final Duration POLL = Duration.ofMillis(10);

  private final AtomicLong nanos = new AtomicLong(-1);
  private final CommitPace pace = new CommitPace(nanos::get);
  private int commits;

  private void process(int records) {
    for (int i = 0; i < records; i++) {
      pace.processed(() -> commits++);
    }
  }

  private void commitEnded() {
    pace.ended();
    commits = 0;
  }

  private void lastCommitTook(Duration time) {
    pace.polled(1);
    process(1);
    nanos.addAndGet(time.toNanos());
    commitEnded();
  }

  @Test
  void shouldCommitBehindTheLastRecord() {
    // Given
    commitEnded();
    nanos.addAndGet(CommitPace.APART.toNanos());
    pace.polled(3);
    process(2);
    int before = commits;

    // When
    process(1);

    // Then
    assertThat(before).isZero();
    assertThat(commits).isOne();
  }

  @Test
  void shouldLetABusyThreadDoMoreBeforeItCommits() {
    // Given
    commitEnded();
    pace.polled(1_000);
    nanos.addAndGet(CommitPace.BUSY.toNanos() - 1);
    process(500);
    int before = commits;
    nanos.addAndGet(1);

    // When
    process(1);

    // Then
    assertThat(before).isZero();
    assertThat(commits).isOne();
  }

  @Test
  void shouldLetABusyThreadDoTwiceAsMuchAsItsLastCommitTookWhenCommitsAreSlow() {
    // Given
    lastCommitTook(Duration.ofMillis(200));
    pace.polled(1_000);
    nanos.addAndGet(Duration.ofMillis(400).toNanos() - 1);
    process(500);
    int before = commits;
    nanos.addAndGet(1);

    // When
    process(1);

    // Then
    assertThat(before).isZero();
    assertThat(commits).isOne();
  }

  @Test
  void shouldLetABusyThreadCommitInTimeAfterACommitThatTookLong() {
    // Given
    lastCommitTook(Duration.ofSeconds(9));
    pace.polled(1_000);
    nanos.addAndGet(CommitPace.LONGEST.toNanos());

    // When
    process(1);

    // Then
    assertThat(commits).isOne();
  }

  @Test
  void shouldCommitWhatATimerHasDoneAndGoOnCountingRecords() {
    // Given
    commitEnded();
    pace.polled(2);
    nanos.addAndGet(CommitPace.BUSY.toNanos());
    pace.wanted(() -> commits++);
    int before = commits;
    commitEnded();
    nanos.addAndGet(CommitPace.APART.toNanos());

    // When
    process(1);

    // Then
    assertThat(before).isOne();
    assertThat(commits).isZero();
  }

  @Test
  void shouldCountWhatEarlierPollsHaveLeft() {
    // Given
    commitEnded();
    nanos.addAndGet(CommitPace.APART.toNanos());
    pace.polled(20);
    process(2);
    pace.polled(1);

    // When
    process(18);

    // Then
    assertThat(commits).isZero();
  }

  @Test
  void shouldNotWaitForRecordsThatNeverCome() {
    // Given
    commitEnded();
    nanos.addAndGet(CommitPace.APART.toNanos());
    pace.polled(5);
    process(1);
    pace.polled(0);
    commits = 0;
    pace.polled(1);

    // When
    process(1);

    // Then
    assertThat(commits).isOne();
  }

  @Test
  void shouldWaitForTheMarkersOfTheLastCommit() {
    // Given
    commitEnded();
    pace.polled(1);
    process(1);

    // When
    Duration wait = pace.timeout(POLL);

    // Then
    assertThat(commits).isZero();
    assertThat(wait).isBetween(CommitPace.APART, CommitPace.APART.plusMillis(1));
  }

  @Test
  void shouldCommitAtAPollWhenTheMarkersHaveHadTheirTime() {
    // Given
    commitEnded();
    pace.polled(1);
    process(1);
    nanos.addAndGet(CommitPace.APART.toNanos());

    // When
    pace.polled(0);

    // Then
    assertThat(commits).isOne();
    assertThat(pace.timeout(POLL)).isEqualTo(POLL);
  }

  @Test
  void shouldLeaveTwiceTheTimeOfACommitToOtherWork() {
    // Given
    pace.polled(1);
    process(1);
    nanos.addAndGet(Duration.ofMillis(8).toNanos());
    commitEnded();
    pace.polled(1);
    process(1);
    nanos.addAndGet(Duration.ofMillis(16).toNanos() - 1);
    pace.polled(0);
    int before = commits;
    nanos.addAndGet(1);

    // When
    pace.polled(0);

    // Then
    assertThat(before).isZero();
    assertThat(commits).isOne();
  }

  @Test
  void shouldCommitInTimeAfterACommitThatTookLong() {
    // Given
    pace.polled(1);
    process(1);
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    commitEnded();
    pace.polled(1);
    process(1);
    nanos.addAndGet(CommitPace.BUSY.toNanos());

    // When
    pace.polled(0);

    // Then
    assertThat(commits).isOne();
  }

  @Test
  void shouldNotAskForWhatTheIntervalHasCommitted() {
    // Given
    commitEnded();
    pace.polled(1);
    process(1);
    commitEnded();
    nanos.addAndGet(CommitPace.APART.toNanos());

    // When
    pace.polled(0);

    // Then
    assertThat(commits).isZero();
  }

  @Test
  void shouldLeaveAThreadWhoseConsumerIsNotOursToTheInterval() {
    // When
    process(3);

    // Then
    assertThat(commits).isZero();
    assertThat(pace.timeout(POLL)).isEqualTo(POLL);
  }

  @Test
  void shouldKeepThreadsApart() throws InterruptedException {
    // Given
    commitEnded();
    pace.polled(2);
    Thread other =
        new Thread(
            () -> {
              pace.polled(1);
              process(1);
            });

    // When
    other.start();
    other.join();

    // Then
    assertThat(commits).isOne();
  }
}
