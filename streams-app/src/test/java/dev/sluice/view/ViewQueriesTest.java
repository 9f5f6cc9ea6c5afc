package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import dev.sluice.call.PollingId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.errors.StreamsRebalancingException;
import org.apache.kafka.streams.errors.StreamsStoppedException;
import org.apache.kafka.streams.errors.UnknownStateStoreException;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ViewQueriesTest {
  private static final PollingId ID = new PollingId("resp_1", 0, Events.ACCEPTED_AT, 1);

  private final Deque<Supplier<QueryResult<WindowStoreIterator<byte[]>>>> answers =
      new ArrayDeque<>();
  private final AtomicInteger pauses = new AtomicInteger();
  private final ViewQueries queries =
      new ViewQueries(
          request -> {
            StateQueryResult<WindowStoreIterator<byte[]>> result = new StateQueryResult<>();
            result.addResult(0, (answers.size() > 1 ? answers.poll() : answers.getFirst()).get());
            return result;
          },
          pauses::incrementAndGet);

  static Stream<RuntimeException> exceptions() {
    return Stream.of(
        new StreamsNotStartedException(""),
        new StreamsRebalancingException(""),
        new StreamsStoppedException(""),
        new UnknownStateStoreException(""),
        new InvalidStateStoreException(""),
        new IllegalStateException(""));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void shouldSayUnknownWhenTheStreamsThrow(RuntimeException thrown) {
    // Given
    answers.add(
        () -> {
          throw thrown;
        });

    // When
    Lookup lookup = queries.find(ID);

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Unknown(thrown.getClass().getSimpleName()));
  }

  @ParameterizedTest
  @EnumSource(value = FailureReason.class, mode = EXCLUDE, names = "NOT_UP_TO_BOUND")
  void shouldSayUnknownWhenTheQueryFails(FailureReason reason) {
    // Given
    answers.add(() -> QueryResult.forFailure(reason, "no"));

    // When
    Lookup lookup = queries.find(ID);

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Unknown(reason.name()));
  }

  @Test
  void shouldTryAgainWhenTheRowsTransactionIsCommittedInAMoment() {
    // Given
    answers.add(() -> QueryResult.forFailure(ReadCommittedWindowStore.UNCOMMITTED, "open"));
    answers.add(() -> QueryResult.forResult(new NoRows()));

    // When
    Lookup lookup = queries.find(ID);

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Absent());
    assertThat(pauses).hasValue(1);
  }

  @Test
  void shouldSayUncommittedWhenTheRowsTransactionStaysOpen() {
    // Given
    answers.add(() -> QueryResult.forFailure(ReadCommittedWindowStore.UNCOMMITTED, "open"));

    // When
    Lookup lookup = queries.find(ID);

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Uncommitted());
  }

  @Test
  void shouldTryAgainWhenTheRebalanceIsOverInAMoment() {
    // Given
    answers.addAll(List.of(ViewQueriesTest::notActive, ViewQueriesTest::notActive));
    answers.add(() -> QueryResult.forResult(new NoRows()));

    // When
    Lookup lookup = queries.find(ID);

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Absent());
    assertThat(pauses).hasValue(1);
  }

  @Test
  void shouldSayUnknownWhenOnlyAStandbyHasNoRow() {
    // Given
    for (int i = 0; i < 4; i++) {
      answers.addAll(
          List.of(ViewQueriesTest::notActive, () -> QueryResult.forResult(new NoRows())));
    }
    answers.add(ViewQueriesTest::notActive);

    // When
    Lookup lookup = queries.find(ID);

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Unknown("NOT_ACTIVE"));
  }

  private static QueryResult<WindowStoreIterator<byte[]>> notActive() {
    return QueryResult.forFailure(FailureReason.NOT_ACTIVE, "not active");
  }

  private static final class NoRows implements WindowStoreIterator<byte[]> {
    @Override
    public void close() {
      // holds nothing
    }

    @Override
    public Long peekNextKey() {
      throw new NoSuchElementException();
    }

    @Override
    public boolean hasNext() {
      return false;
    }

    @Override
    public KeyValue<Long, byte[]> next() {
      throw new NoSuchElementException();
    }
  }
}
