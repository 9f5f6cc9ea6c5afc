package dev.sluice.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Usage;
import dev.sluice.provider.http.Attempts;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptsProducerTest {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private volatile Instant now = Instant.EPOCH;
  private final AtomicInteger done = new AtomicInteger();
  private final AttemptsProducer attempts =
      new AttemptsProducer(new TopicNames(""), kafka, new TextFormat(), (InstantSource) () -> now);

  @AfterEach
  void close() {
    attempts.close();
  }

  private void publish() {
    Attempt any =
        Attempts.attempt(
            "a1", 1, Attempts.target("t", "p"), Attempts.request(List.of(), null), Sampling.NONE);
    Attempt attempt =
        new Attempt(
            "a1",
            1,
            CallFixtures.accepted("resp_1", "acme", 5, TRACEPARENT),
            any.target(),
            any.sampling(),
            any.request(),
            now.plusSeconds(60),
            100,
            List.of());
    AttemptReport report =
        new AttemptReport(
            "owner",
            "resp_1",
            new AttemptRef("a1", 1, "t", "p", "m", now, now),
            new Outcome.Answered(Answer.text("long", Usage.of(1, 1))));
    attempts.publish(attempt, report, done::incrementAndGet);
  }

  private void awaitSent(int records) {
    await().until(() -> kafka.history().size() == records);
  }

  private String value(int index) {
    return new String(kafka.history().get(index).value(), UTF_8);
  }

  @Test
  void shouldWriteToTheCallsPartitionAndBeDurableAfterTheAck() {
    // Given
    publish();
    awaitSent(1);
    assertThat(done).hasValue(0);
    assertThat(attempts.unsent()).isEqualTo(1);

    // When
    kafka.completeNext();

    // Then
    assertThat(done).hasValue(1);
    assertThat(attempts.unsent()).isZero();
    ProducerRecord<String, byte[]> record = kafka.history().get(0);
    assertThat(record.topic()).isEqualTo("attempts");
    assertThat(record.partition()).isEqualTo(5);
    assertThat(record.key()).isEqualTo("acme");
    assertThat(record.headers().lastHeader("polling_id").value())
        .isEqualTo("resp_1".getBytes(UTF_8));
    assertThat(record.headers().lastHeader("traceparent").value())
        .isEqualTo(TRACEPARENT.getBytes(UTF_8));
    assertThat(value(0)).contains("Answered");
  }

  @Test
  void shouldWriteASmallFailureInsteadOfAnAnswerThatIsTooLarge() {
    // Given
    publish();
    awaitSent(1);

    // When
    kafka.errorNext(new RecordTooLargeException("1 MiB"));
    awaitSent(2);
    kafka.completeNext();

    // Then
    assertThat(value(1)).contains("Internal").contains("raise its max.message.bytes");
    assertThat(done).hasValue(1);
    assertThat(attempts.lost()).isZero();
  }

  @Test
  void shouldGiveUpWhenEvenTheSmallFailureIsTooLarge() {
    // Given
    publish();
    awaitSent(1);

    // When
    kafka.errorNext(new RecordTooLargeException("1 MiB"));
    awaitSent(2);
    kafka.errorNext(new RecordTooLargeException("1 MiB"));

    // Then
    await().until(() -> done.get() == 1);
    assertThat(attempts.lost()).isEqualTo(1);
    assertThat(attempts.unsent()).isZero();
  }

  @Test
  void shouldTryAgainUntilItIsWritten() {
    // Given
    kafka.sendException = new IllegalStateException("no metadata");
    publish();
    await().until(() -> attempts.unsent() == 1);

    // When
    kafka.sendException = null;
    awaitSent(1);
    kafka.errorNext(new NotEnoughReplicasException("1 of 2"));
    awaitSent(2);
    kafka.completeNext();

    // Then
    assertThat(done).hasValue(1);
  }

  @Test
  void shouldLetNobodyWaitForAnOutcomeThatIsGivenUpAfterTheDeadlineAndAGrace() {
    // Given
    publish();
    awaitSent(1);
    now = now.plus(Duration.ofSeconds(60)).plus(DispatchLimits.GRACE);

    // When
    kafka.errorNext(new NotEnoughReplicasException("1 of 2"));

    // Then
    await().until(() -> done.get() == 1);
    assertThat(attempts.lost()).isEqualTo(1);
    assertThat(kafka.history()).hasSize(1);
  }

  @Test
  void shouldSayThatTheOwnerLives() {
    // When
    attempts.alive("owner-1", 2, List.of("att_1"));

    // Then
    awaitSent(1);
    assertThat(kafka.history().get(0).partition()).isEqualTo(2);
    assertThat(value(0)).isEqualTo("owner-1 lives at 1970-01-01T00:00:00Z with [att_1]");
  }

  @Test
  void shouldTryAMarkUntilItIsWritten() {
    // Given
    attempts.mark("owner-1", 2, "m-1");
    awaitSent(1);

    // When
    kafka.errorNext(new NotEnoughReplicasException("1 of 2"));
    awaitSent(2);
    kafka.completeNext();

    // Then
    assertThat(kafka.history()).extracting(ProducerRecord::partition).containsExactly(2, 2);
    assertThat(value(1)).isEqualTo("owner-1 marks m-1");
  }

  @Test
  void shouldTellOfADeadOwnerUntilItIsWritten() {
    // Given
    attempts.dead("owner-0", 2, done::incrementAndGet);
    awaitSent(1);

    // When
    kafka.errorNext(new NotEnoughReplicasException("1 of 2"));
    awaitSent(2);
    kafka.completeNext();

    // Then
    assertThat(done).hasValue(1);
    assertThat(kafka.history()).extracting(ProducerRecord::partition).containsExactly(2, 2);
    assertThat(value(1)).isEqualTo("owner-0 is dead");
  }

  @Test
  void shouldNotTryAMarkAgainWhenAnotherOneHasTakenItsPlace() {
    // Given
    attempts.mark("owner-1", 2, "m-1");
    awaitSent(1);
    attempts.mark("owner-1", 2, "m-2");
    awaitSent(2);

    // When
    kafka.errorNext(new NotEnoughReplicasException("1 of 2"));
    kafka.errorNext(new NotEnoughReplicasException("1 of 2"));
    awaitSent(3);

    // Then
    assertThat(value(2)).isEqualTo("owner-1 marks m-2");
  }

  private static final class TextFormat implements AttemptsFormat {
    @Override
    public byte[] outcome(AttemptReport report) {
      return String.valueOf(report.outcome()).getBytes(UTF_8);
    }

    @Override
    public byte[] alive(String ownerId, Instant now, List<String> attemptIds) {
      return (ownerId + " lives at " + now + " with " + attemptIds).getBytes(UTF_8);
    }

    @Override
    public byte[] dead(String ownerId, Instant now) {
      return (ownerId + " is dead").getBytes(UTF_8);
    }

    @Override
    public byte[] mark(String ownerId, Instant now, String mark) {
      return (ownerId + " marks " + mark).getBytes(UTF_8);
    }

    @Override
    public byte[] batchCreated(String ownerId, Instant now, String batchId, String providerId) {
      return (ownerId + " created " + batchId + " as " + providerId).getBytes(UTF_8);
    }

    @Override
    public byte[] batchEnded(String ownerId, Instant now, String batchId) {
      return (batchId + " has ended").getBytes(UTF_8);
    }
  }

  @Test
  void shouldSendWhatWasPublishedWhenItCloses() {
    // Given
    publish();
    publish();

    // When
    attempts.close();

    // Then
    assertThat(kafka.history()).hasSize(2);
    assertThat(kafka.closed()).isTrue();
  }
}
