package dev.sluice.batch.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.batch.store.BatchStore;
import dev.sluice.v1.CompletionResult;
import dev.sluice.view.Events;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RegistryAwayException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TopicEventsTest {
  private static final TopicPartition RESULTS = new TopicPartition("sluice.results", 0);
  private static final CompletionResult RESULT = Events.result("resp_1", Events.text("hi")).build();

  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");

  private TopicEvents events(Supplier<Decoded<CompletionResult>> reader) {
    consumer.assign(List.of(RESULTS));
    consumer.updateBeginningOffsets(Map.of(RESULTS, 0L));
    return new TopicEvents(
        "batch_1/",
        consumer,
        List.of(RESULTS),
        Map.of(RESULTS.topic(), (topic, bytes) -> reader.get()));
  }

  private void comes(String requestId) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(RESULTS.topic(), 0, 0, "acme", new byte[1]);
    record.headers().add(EventHeaders.REQUEST_ID, requestId.getBytes(UTF_8));
    consumer.addRecord(record);
  }

  @Test
  void shouldGiveEventsOfItsBatch() throws Exception {
    // Given
    TopicEvents events = events(() -> new Decoded.Readable<>(RESULT, 1));
    comes("batch_1/q-1");

    // When
    List<SpecificRecord> read = events.poll(Duration.ZERO);

    // Then
    assertThat(read).containsExactly(RESULT);
  }

  @Test
  void shouldPassOverThoseOfOthersWithoutReadingThem() throws Exception {
    // Given
    TopicEvents events =
        events(
            () -> {
              throw new IllegalStateException("it was read");
            });
    comes("batch_10/q-1");

    // When
    List<SpecificRecord> read = events.poll(Duration.ZERO);

    // Then
    assertThat(read).isEmpty();
  }

  @Test
  void shouldLeaveTheBatchToALaterTryWhenNoRegistryAnswers() {
    // Given
    TopicEvents events =
        events(
            () -> {
              throw new RegistryAwayException("no registry answers", null);
            });
    comes("batch_1/q-1");

    // When
    ThrowingCallable poll = () -> events.poll(Duration.ZERO);

    // Then
    assertThatThrownBy(poll)
        .isInstanceOf(BatchStore.AwayException.class)
        .hasMessage("no registry answers");
  }
}
