package dev.sluice.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.WindowKeyQuery;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.junit.jupiter.api.Test;

/** What is found in any order of writes, reads, commits, aborts and openings, against a model. */
class ReadCommittedPropertyTest {
  private static final List<Bytes> KEYS = List.of(key("a"), key("b"));
  private static final List<Long> WINDOWS = List.of(10L, 20L);

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  private sealed interface Step {}

  private record Put(Bytes key, long window) implements Step {}

  private record Commit() implements Step {}

  /** Committed as others see it; this process never learns it. */
  private record CommitUnknown() implements Step {}

  private record Abort() implements Step {}

  /** A store is opened again after its transaction has failed, and at any other time. */
  private record Open() implements Step {}

  /**
   * @param meanwhile after the rows were read from the store, and before that is returned
   */
  private record Read(Bytes key, boolean exact, long window, List<Step> meanwhile)
      implements Step {}

  /** By key and window. */
  private record Place(Bytes key, long window) {}

  private static final class Model {
    final HeldTransaction transaction = new HeldTransaction();
    final StoredWindows stored = new StoredWindows();
    final ReadCommittedWindowStore store = new ReadCommittedWindowStore(stored, transaction);
    final Map<Place, String> committed = new HashMap<>();
    final Map<Place, String> open = new HashMap<>();

    /** What this process has seen committed. */
    Map<Place, String> known = Map.of();

    boolean failed;
    int puts;

    /** Every state that a read may find. */
    List<Map<Place, String>> states = new ArrayList<>();

    void apply(Step step) {
      if (step instanceof Put put) {
        put(put);
      } else if (step instanceof Commit) {
        commit(true);
      } else if (step instanceof CommitUnknown) {
        commit(false);
      } else if (step instanceof Abort) {
        open.clear();
        transaction.abort();
        failed = true;
      } else if (step instanceof Open) {
        open();
      } else if (step instanceof Read read) {
        read(read);
      }
    }

    private void put(Put put) {
      if (failed) {
        // Streams processes nothing before it has opened the task again
        return;
      }
      String row = "row " + puts++;
      open.put(new Place(put.key(), put.window()), row);
      store.put(put.key(), row.getBytes(UTF_8), put.window());
    }

    private void commit(boolean isKnown) {
      if (failed) {
        return;
      }
      stored.commit();
      committed.putAll(open);
      open.clear();
      states.add(Map.copyOf(committed));
      if (isKnown) {
        known = Map.copyOf(committed);
        transaction.commit();
      } else {
        transaction.abort();
        failed = true;
      }
    }

    @SuppressWarnings("NullAway") // the rows need no context
    private void open() {
      if (!open.isEmpty()) {
        open.clear();
        transaction.abort();
      }
      store.init(null, null);
      known = Map.copyOf(committed);
      failed = false;
    }

    private void read(Read read) {
      states = new ArrayList<>(List.of(known, Map.copyOf(committed)));
      stored.meanwhile = () -> read.meanwhile().forEach(this::apply);
      long from = read.exact() ? read.window() : 0;
      long to = read.exact() ? read.window() : 100;

      QueryResult<WindowStoreIterator<byte[]>> result = query(read.key(), from, to);

      stored.meanwhile = () -> {};
      Set<Map<Long, String>> possible = new HashSet<>();
      for (Map<Place, String> state : states) {
        Map<Long, String> rows = new HashMap<>();
        state.forEach(
            (place, row) -> {
              if (place.key().equals(read.key())
                  && from <= place.window()
                  && place.window() <= to) {
                rows.put(place.window(), row);
              }
            });
        possible.add(rows);
      }
      if (result.isFailure()) {
        assertThat(result.getFailureReason()).isEqualTo(FailureReason.NOT_UP_TO_BOUND);
        assertThat(possible).contains(Map.of());
      } else {
        assertThat(possible).contains(rows(result));
      }
    }

    QueryResult<WindowStoreIterator<byte[]>> query(Bytes key, long from, long to) {
      WindowKeyQuery<Bytes, byte[]> query =
          WindowKeyQuery.withKeyAndWindowStartRange(
              key, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
      return store.query(query, PositionBound.unbounded(), new QueryConfig(false));
    }

    static Map<Long, String> rows(QueryResult<WindowStoreIterator<byte[]>> result) {
      Map<Long, String> rows = new HashMap<>();
      result.getResult().forEachRemaining(row -> rows.put(row.key, new String(row.value, UTF_8)));
      return rows;
    }
  }

  @Property(tries = 2000)
  void shouldFindNothingThatWasNotCommittedWhileItWasRead(@ForAll("steps") List<Step> steps) {
    // Given
    Model model = new Model();

    // When
    steps.forEach(model::apply);

    // Then: each read has checked what it found
  }

  @Property(tries = 500)
  void shouldFindAllThatIsCommittedOnceItIsKnown(@ForAll("steps") List<Step> steps) {
    // Given
    Model model = new Model();
    steps.forEach(model::apply);

    // When
    model.apply(model.failed ? new Open() : new Commit());

    // Then
    for (Bytes key : KEYS) {
      Map<Long, String> expected = new HashMap<>();
      WINDOWS.forEach(
          window -> {
            String row = model.committed.get(new Place(key, window));
            if (row != null) {
              expected.put(window, row);
            }
          });
      assertThat(Model.rows(model.query(key, 0, 100))).isEqualTo(expected);
    }
  }

  @Test
  void shouldKeepWhatWasAbortedFromReadersUntilTheStoreIsOpenedAgain() {
    // Given
    Model model = new Model();
    model.apply(new Put(KEYS.get(0), 10));
    model.apply(new Commit());
    model.apply(new Put(KEYS.get(0), 10));
    model.apply(new Put(KEYS.get(1), 10));

    // When
    model.transaction.abort();
    // of another task of the thread: Streams would have closed this one
    model.transaction.commit();

    // Then
    assertThat(Model.rows(model.query(KEYS.get(0), 10, 10))).containsValue("row 0");
    assertThat(model.query(KEYS.get(1), 10, 10).getFailureReason())
        .isEqualTo(FailureReason.NOT_UP_TO_BOUND);
    model.apply(new Open());
    assertThat(Model.rows(model.query(KEYS.get(0), 10, 10))).containsValue("row 0");
    assertThat(Model.rows(model.query(KEYS.get(1), 10, 10))).isEmpty();
  }

  @Test
  void shouldNotFindTheFirstOfTwoWritesOfATransactionThatIsCommittedDuringTheRead() {
    // Given
    Model model = new Model();
    model.apply(new Put(KEYS.get(0), 10));
    model.stored.meanwhile =
        () -> {
          model.apply(new Put(KEYS.get(0), 10));
          model.apply(new Commit());
        };

    // When
    QueryResult<WindowStoreIterator<byte[]>> result = model.query(KEYS.get(0), 10, 10);

    // Then
    assertThat(Model.rows(result)).containsValue("row 1");
  }

  @Test
  void shouldShowTheTaskWhatItHasWritten() {
    // Given
    Model model = new Model();

    // When
    model.apply(new Put(KEYS.get(0), 10));

    // Then
    assertThat(model.store.fetch(KEYS.get(0), 10)).isEqualTo("row 0".getBytes(UTF_8));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> writes = writes();
    Arbitrary<Step> reads =
        Combinators.combine(
                Arbitraries.of(KEYS),
                Arbitraries.of(true, false),
                Arbitraries.of(WINDOWS),
                writes.list().ofMaxSize(4))
            .as(Read::new);
    return Arbitraries.frequencyOf(Tuple.of(2, writes), Tuple.of(1, reads)).list().ofMaxSize(30);
  }

  private static Arbitrary<Step> writes() {
    Arbitrary<Step> puts =
        Combinators.combine(Arbitraries.of(KEYS), Arbitraries.of(WINDOWS)).as(Put::new);
    return Arbitraries.frequencyOf(
        Tuple.of(6, puts),
        Tuple.of(2, Arbitraries.just(new Commit())),
        Tuple.of(1, Arbitraries.just(new CommitUnknown())),
        Tuple.of(1, Arbitraries.just(new Abort())),
        Tuple.of(2, Arbitraries.just(new Open())));
  }
}
