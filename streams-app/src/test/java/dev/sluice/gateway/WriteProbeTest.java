package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatch.CommitWatch;
import dev.sluice.http.Health;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.AttemptsMessage;
import dev.sluice.wire.OutcomeRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteProbeTest {
  private long nanos;
  private final CommitWatch transactions = new CommitWatch(() -> nanos);
  private final CommitWatch writes = new CommitWatch(() -> nanos);
  private final MockProducer<String, byte[]> broker =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final WriteProbe probe =
      new WriteProbe(
          broker,
          partition -> new ProducerRecord<>("attempts", partition, "owner", new byte[] {1}),
          2,
          writes);
  private final Health running =
      new Health() {
        @Override
        public boolean isLive() {
          return true;
        }

        @Override
        public List<String> notReady() {
          return List.of();
        }
      };
  private final CommitHealth health =
      new CommitHealth(running, transactions, writes, Duration.ofSeconds(5));

  @AfterEach
  void close() {
    probe.close();
  }

  @Test
  void shouldBeUnreadyWhileNoRecordIsAcknowledgedAndReadyAgainAfterwards() {
    // Given
    probe.probe();
    nanos = Duration.ofSeconds(4).toNanos();
    probe.probe();
    assertThat(health.notReady()).isEmpty();

    // When
    nanos = Duration.ofSeconds(7).toNanos();

    // Then
    assertThat(broker.history()).hasSize(1);
    assertThat(health.isLive()).isTrue();
    assertThat(health.brokersAnswer()).isFalse();
    assertThat(health.notReady())
        .singleElement()
        .asString()
        .contains("no broker has acknowledged a record on the attempts topic for 7 s");
    broker.completeNext();
    assertThat(health.notReady()).isEmpty();
    assertThat(health.brokersAnswer()).isTrue();
  }

  @Test
  void shouldTryOnePartitionAfterTheOther() {
    // When
    for (int i = 0; i < 4; i++) {
      probe.probe();
      broker.completeNext();
    }

    // Then
    assertThat(broker.history()).extracting(ProducerRecord::partition).containsExactly(1, 0, 1, 0);
  }

  /** One that names none in particular speaks for all, and a lost attempt's lease never ends. */
  @Test
  void shouldSpeakForNoAttempt() {
    // Given
    List<AttemptOutcome> written = new ArrayList<>();
    AttemptsSerializer format =
        new AttemptsSerializer(
            "attempts",
            (topic, value) -> {
              written.add(value);
              return new byte[0];
            });

    // When
    ProducerRecord<String, byte[]> record = WriteProbe.heartbeat("attempts", 3, format, "owner");

    // Then
    assertThat(record.partition()).isEqualTo(3);
    assertThat(OutcomeRecords.fromRecord(written.get(0)))
        .isInstanceOfSatisfying(
            AttemptsMessage.OwnerAlive.class, sign -> assertThat(sign.attemptIds()).isEmpty());
  }

  @Test
  void shouldBeUnreadyWhileEveryRecordIsRefused() {
    // When
    for (int i = 0; i < 3; i++) {
      probe.probe();
      broker.errorNext(new TopicAuthorizationException("attempts"));
      nanos += Duration.ofSeconds(3).toNanos();
    }

    // Then
    assertThat(health.notReady()).hasSize(1);
  }

  @Test
  void shouldSayThatNoTransactionIsCommitted() {
    // Given
    transactions.begun("thread 1");

    // When
    nanos = Duration.ofSeconds(6).toNanos();

    // Then
    assertThat(health.notReady())
        .singleElement()
        .asString()
        .contains("no transaction has been committed for 6 s");
  }
}
