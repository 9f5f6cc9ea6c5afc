package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** Against a sorted map. */
class BucketAmountsTest {
  private static final long MOST = 1L << 53;

  /** Something that is done to cells, and to the map that they should be like. */
  private record Change(Kind kind, long index, long amount) {
    private enum Kind {
      WITH,
      FROM,
      REWOUND
    }

    BucketAmounts of(BucketAmounts amounts) {
      return switch (kind) {
        case WITH -> amounts.with(index, amount);
        case FROM -> amounts.from(index);
        case REWOUND -> amounts.rewound(index, MOST);
      };
    }

    void on(NavigableMap<Long, Long> map) {
      switch (kind) {
        case WITH -> put(map, index, amount);
        case FROM -> map.headMap(index).clear();
        case REWOUND -> {
          Map<Long, Long> later = map.tailMap(index, false);
          if (!later.isEmpty()) {
            long moved = map.getOrDefault(index, 0L);
            for (long amount : later.values()) {
              moved = Math.min(MOST, moved + Math.min(MOST, amount));
            }
            later.clear();
            put(map, index, moved);
          }
        }
      }
    }

    private static void put(NavigableMap<Long, Long> map, long index, long amount) {
      if (amount == 0) {
        map.remove(index);
      } else {
        map.put(index, amount);
        map.headMap(map.lastKey() - BucketAmounts.SPANS, true).clear();
      }
    }
  }

  @Property(tries = 2_000)
  void shouldHoldWhatASortedMapWouldOfSixtyFourSpans(@ForAll("changes") List<Change> changes) {
    NavigableMap<Long, Long> map = new TreeMap<>();
    BucketAmounts amounts = BucketAmounts.NONE;
    for (Change change : changes) {
      // When
      amounts = change.of(amounts);

      // Then
      change.on(map);
      assertThat(contents(amounts)).isEqualTo(map);
      assertThat(amounts.sum()).isEqualTo(map.values().stream().mapToLong(Long::longValue).sum());
      assertThat(amounts.lastIndex()).isEqualTo(map.isEmpty() ? Long.MIN_VALUE : map.lastKey());
      assertThat(amounts.isEmpty()).isEqualTo(map.isEmpty());
      for (long index = -70; index < 270; index++) {
        assertThat(amounts.at(index)).isEqualTo(map.getOrDefault(index, 0L));
      }
    }
    Statistics.collect(map.isEmpty() ? "empty" : map.size() < 10 ? "a few" : "many");
  }

  @Property(tries = 1_000)
  void shouldHaveTheSameBytesHoweverItCameToBe(@ForAll("changes") List<Change> changes) {
    // When
    BucketAmounts amounts = BucketAmounts.NONE;
    for (Change change : changes) {
      amounts = change.of(amounts);
    }

    // Then
    BucketAmounts same = of(contents(amounts));
    assertThat(amounts).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(written(amounts)).isEqualTo(written(same));
  }

  @Property(tries = 1_000)
  void shouldGoOnAfterItWasReadAsIfItHadNotBeenWritten(
      @ForAll("cells") BucketAmounts amounts, @ForAll("changes") List<Change> changes) {
    // When
    BucketAmounts read = BucketAmounts.read(reader(written(amounts)));

    // Then
    assertThat(read).isEqualTo(amounts);
    assertThat(read.sum()).isEqualTo(amounts.sum());
    BucketAmounts expected = amounts;
    for (Change change : changes) {
      read = change.of(read);
      expected = change.of(expected);
    }
    assertThat(read).isEqualTo(expected);
    assertThat(read.sum()).isEqualTo(expected.sum());
  }

  @Property(tries = 1_000)
  void shouldLeaveAsItIsWhatItWasMadeOf(
      @ForAll("cells") BucketAmounts amounts, @ForAll("changes") List<Change> changes) {
    // Given
    byte[] before = written(amounts);

    // When
    for (Change change : changes) {
      change.of(amounts);
    }

    // Then
    assertThat(written(amounts)).isEqualTo(before);
  }

  @Test
  void shouldRefuseBytesThatItNeverWrites() {
    List.of(bytes(2, 0, 1, 7), bytes(1, 0, 0), bytes(1, 0, 9, 7), bytes(1, 0, 2, 7, 0))
        .forEach(
            broken ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> BucketAmounts.read(reader(broken)))
                    .withMessageStartingWith("a row is broken: its cells are "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BucketAmounts.read(reader(bytes(3, 0, 2, 7, 8, 9))))
        .withMessage("a row is broken: it is truncated");
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Long> near = Arbitraries.longs().between(0, 70);
    Arbitrary<Long> far = Arbitraries.longs().between(-60, 200);
    Arbitrary<Change.Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(12, Change.Kind.WITH),
            Tuple.of(2, Change.Kind.FROM),
            Tuple.of(1, Change.Kind.REWOUND));
    return Combinators.combine(kinds, Arbitraries.oneOf(near, near, far), amounts())
        .as(Change::new)
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<BucketAmounts> cells() {
    return anyCells();
  }

  /** As a row may hold them, and more. */
  static Arbitrary<BucketAmounts> anyCells() {
    Arbitrary<Long> gaps =
        Arbitraries.oneOf(
            Arbitraries.just(1L),
            Arbitraries.longs().between(1, 9),
            Arbitraries.longs().between(1, 1_000_000_000_000L));
    return Combinators.combine(
            Arbitraries.longs().between(-500_000_000_000L, 500_000_000_000L),
            Combinators.combine(gaps, amounts())
                .as((gap, amount) -> new long[] {gap, amount})
                .list()
                .ofMaxSize(61))
        .as(
            (first, steps) -> {
              NavigableMap<Long, Long> map = new TreeMap<>();
              long index = first;
              for (long[] step : steps) {
                index += step[0];
                map.put(index, step[1]);
              }
              return of(map);
            });
  }

  /** Of one byte to eight. */
  private static Arbitrary<Long> amounts() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE), Arbitraries.integers().between(0, 63))
        .as((amount, shift) -> amount >>> shift);
  }

  /** With its amounts set from the oldest span on. */
  private static BucketAmounts of(NavigableMap<Long, Long> map) {
    BucketAmounts amounts = BucketAmounts.NONE;
    for (Map.Entry<Long, Long> entry : map.entrySet()) {
      amounts = amounts.with(entry.getKey(), entry.getValue());
    }
    return amounts;
  }

  private static NavigableMap<Long, Long> contents(BucketAmounts amounts) {
    NavigableMap<Long, Long> map = new TreeMap<>();
    for (long at = amounts.nextFrom(Long.MIN_VALUE);
        at != Long.MAX_VALUE;
        at = amounts.nextFrom(at + 1)) {
      map.put(at, amounts.at(at));
    }
    return map;
  }

  private static byte[] written(BucketAmounts amounts) {
    VarintFormat.Writer out = new VarintFormat.Writer(1);
    amounts.write(out);
    return out.done();
  }

  /** After the number of a format. */
  private static byte[] bytes(int... bytes) {
    byte[] all = new byte[bytes.length + 1];
    all[0] = 1;
    for (int i = 0; i < bytes.length; i++) {
      all[i + 1] = (byte) bytes[i];
    }
    return all;
  }

  private static VarintFormat.Reader reader(byte[] bytes) {
    return new VarintFormat.Reader("a row", 1, bytes);
  }
}
