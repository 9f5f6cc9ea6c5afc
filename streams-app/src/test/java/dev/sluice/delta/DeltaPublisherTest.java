package dev.sluice.delta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Sampling;
import dev.sluice.provider.http.Attempts;
import dev.sluice.simulation.StepExecutor;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** With a producer that acknowledges when it is told to, and a thread that works when it is. */
class DeltaPublisherTest {
  private static final Duration EVERY = Duration.ofMillis(50);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final long ROOM = 2_000;

  private long nowMs = 1_000;
  private boolean blocked;
  private final MockProducer<String, byte[]> kafka = new Kafka();
  private final StepExecutor thread = new StepExecutor(() -> nowMs);
  private final DeltaPublisher deltas = publisher(NEVER);

  private final class Kafka extends MockProducer<String, byte[]> {
    Kafka() {
      super(false, null, new StringSerializer(), new ByteArraySerializer());
    }

    /** As Kafka's own, when there is no metadata for as long as a send may wait. */
    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<String, byte[]> record, Callback callback) {
      if (blocked) {
        TimeoutException away = new TimeoutException("no metadata");
        callback.onCompletion(null, away);
        return CompletableFuture.failedFuture(away);
      }
      return super.send(record, callback);
    }
  }

  private DeltaPublisher publisher(Duration end) {
    DeltaWriter writer =
        new DeltaWriter(
            new TopicNames("s."), kafka, deltas -> deltas.toString().getBytes(UTF_8), this::nanos);
    DeltaPublisher publisher =
        new DeltaPublisher(
            writer,
            new Coalescer.Pace(EVERY, 100),
            new DeltaPublisher.Bounds(ROOM, 1_000_000, end),
            thread,
            this::nanos);
    work();
    return publisher;
  }

  private long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(nowMs);
  }

  private void work() {
    while (thread.step()) {}
  }

  private static Attempt attempt(String id, boolean streamed) {
    return Attempts.attempt(
        id,
        1,
        Attempts.target("t", "p"),
        Attempts.request(List.of(), null, streamed),
        Sampling.NONE);
  }

  private void comes(Attempt attempt, String text) {
    deltas.accept(attempt, List.of(new AnswerDelta.Text(text)));
    work();
  }

  private List<String> written() {
    return kafka.history().stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  private static String record(int first, String text, boolean last) {
    List<AnswerDelta> pieces = text.isEmpty() ? List.of() : List.of(new AnswerDelta.Text(text));
    return new AnswerDeltas("resp_1", 1, first, pieces, last).toString();
  }

  @Test
  void shouldWriteToTheCallsPartitionUnderTheTenant() {
    // When
    comes(attempt("a", true), "Hel");

    // Then
    assertThat(kafka.history())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.topic()).isEqualTo("s.deltas");
              assertThat(record.partition()).isEqualTo(3);
              assertThat(record.key()).isEqualTo("acme");
              assertThat(record.headers().lastHeader("polling_id").value())
                  .isEqualTo("resp_1".getBytes(UTF_8));
            });
  }

  @Test
  void shouldWriteTogetherWhatIsDueAtNearlyTheSameTime() {
    // Given
    Attempt one = attempt("a", true);
    Attempt other = attempt("b", true);
    nowMs += 1;
    comes(one, "Hel");
    nowMs += 2;
    comes(other, "Bon");
    comes(one, "lo");
    comes(other, "jour");
    nowMs += 51;
    work();
    assertThat(written()).hasSize(2);

    // When
    nowMs += 1;
    work();

    // Then
    assertThat(written()).hasSize(4);
  }

  @Test
  void shouldWriteAtMostOneRecordInEachSpanOfTime() {
    // Given
    Attempt attempt = attempt("a", true);
    comes(attempt, "Hel");
    comes(attempt, "lo");
    nowMs += 49;
    comes(attempt, ", ");
    assertThat(written()).containsExactly(record(0, "Hel", false));

    // When
    nowMs += 1;
    work();

    // Then
    assertThat(written()).containsExactly(record(0, "Hel", false), record(1, "lo, ", false));
    nowMs += 1_000;
    work();
    assertThat(written()).hasSize(2);
  }

  @Test
  void shouldWriteMuchTextBeforeItsTime() {
    // Given
    Attempt attempt = attempt("a", true);
    comes(attempt, "Hel");
    comes(attempt, "lo");

    // When
    comes(attempt, "x".repeat(100));

    // Then
    assertThat(written()).hasSize(2);
    nowMs += 50;
    work();
    assertThat(written()).hasSize(2);
  }

  @Test
  void shouldCompleteTheEndWhenTheBrokerHasAll() {
    // Given
    Attempt attempt = attempt("a", true);
    comes(attempt, "Hel");
    comes(attempt, "lo");
    CompletableFuture<Void> end = deltas.ended(attempt).toCompletableFuture();
    work();
    kafka.completeNext();
    assertThat(end).isNotDone();

    // When
    kafka.completeNext();

    // Then
    assertThat(end).isCompleted();
    assertThat(written()).containsExactly(record(0, "Hel", false), record(1, "lo", true));
    assertThat(deltas.records()).isEqualTo(2);
    assertThat(deltas.bytes()).isEqualTo(written().stream().mapToInt(String::length).sum());
    assertThat(deltas.dropped()).isZero();
  }

  @Test
  void shouldNotWaitForABrokerThatAcknowledgesTooLate() {
    // Given
    DeltaPublisher impatient = publisher(SOON);
    Attempt attempt = attempt("a", true);
    impatient.accept(attempt, List.of(new AnswerDelta.Text("Hel")));

    // When
    CompletableFuture<Void> end = impatient.ended(attempt).toCompletableFuture();
    work();

    // Then
    assertThat(end).succeedsWithin(Duration.ofSeconds(20));
    assertThat(written()).containsExactly(record(0, "Hel", false), record(1, "", true));
    for (String unacknowledged : written()) {
      assertThat(kafka.completeNext()).as(unacknowledged).isTrue();
    }
  }

  @Test
  void shouldWriteNothingOfAnAnswerThatNobodyStreamsButTellItSoFar() {
    // Given
    Attempt attempt = attempt("a", false);

    // When
    comes(attempt, "Hel");
    comes(attempt, "lo");

    // Then
    assertThat(deltas.soFar("resp_1")).containsExactly(new AnswerDelta.Text("Hello"));
    assertThat(deltas.ended(attempt).toCompletableFuture()).isCompleted();
    assertThat(deltas.soFar("resp_1")).isEmpty();
    assertThat(written()).isEmpty();
  }

  @Test
  void shouldWriteOnlyTheEndAfterARecordWasLost() {
    // Given
    Attempt attempt = attempt("a", true);
    comes(attempt, "Hel");
    kafka.errorNext(new NotLeaderOrFollowerException("away"));
    comes(attempt, "lo");

    // When
    CompletableFuture<Void> end = deltas.ended(attempt).toCompletableFuture();
    work();

    // Then
    assertThat(kafka.completeNext()).isTrue();
    assertThat(end).isCompleted();
    assertThat(written()).containsExactly(record(0, "Hel", false), record(2, "", true));
    assertThat(deltas.dropped()).isEqualTo(2);
  }

  @Test
  void shouldGiveUpTheStreamForWhichThereIsNoRoomAndNoOther() {
    // Given
    Attempt small = attempt("small", true);
    Attempt large = attempt("large", true);
    comes(small, "Hel");
    comes(large, "x".repeat(1_500));

    // When
    comes(large, "y".repeat(1_500));
    comes(small, "lo");
    nowMs += 50;
    work();

    // Then
    assertThat(written())
        .containsExactly(
            record(0, "Hel", false), record(0, "x".repeat(1_500), false), record(1, "lo", false));
    assertThat(deltas.dropped()).isEqualTo(1);
    while (kafka.completeNext()) {}
    comes(large, "z");
    comes(attempt("next", true), "x".repeat(1_500));
    assertThat(written()).hasSize(4).last().isEqualTo(record(0, "x".repeat(1_500), false));
  }

  @Test
  void shouldAskABrokerThatIsAwayNoMoreThanNowAndThen() {
    // Given
    blocked = true;
    comes(attempt("a", true), "Hel");
    blocked = false;
    comes(attempt("b", true), "Hel");
    assertThat(written()).isEmpty();

    // When
    nowMs += 1_000;
    comes(attempt("c", true), "Hel");

    // Then
    assertThat(written()).containsExactly(record(0, "Hel", false));
    assertThat(deltas.dropped()).isEqualTo(2);
  }
}
