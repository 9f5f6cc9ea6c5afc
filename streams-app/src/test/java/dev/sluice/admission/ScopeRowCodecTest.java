package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ScopeRowCodecTest {
  private static final long T0 = 1_790_000_000_000L;

  @Property(tries = 500)
  void shouldGiveBackTheRow(@ForAll("rows") ScopeRow row) {
    // When
    byte[] bytes = ScopeRowCodec.encode(row);

    // Then
    assertThat(ScopeRowCodec.decode(bytes)).isEqualTo(row);
  }

  @Property(tries = 200)
  void shouldRefuseARowThatWasCutShort(@ForAll("rows") ScopeRow row) {
    // Given
    byte[] bytes = ScopeRowCodec.encode(row);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScopeRowCodec.decode(cut))
        .withMessage("a row of limits is broken: it is truncated");
  }

  @Test
  void shouldRefuseAFormatThatItDoesNotKnow() {
    // Given
    byte[] bytes = ScopeRowCodec.encode(ScopeRow.empty());
    bytes[0] = 2;

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScopeRowCodec.decode(bytes))
        .withMessage(
            "a row of limits has format 2, and this release reads only up to 1; a newer release wrote it");
  }

  @Test
  void shouldRefuseBytesAfterTheRow() {
    // Given
    byte[] bytes = ScopeRowCodec.encode(ScopeRow.empty());

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScopeRowCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .withMessage("a row of limits is broken: 1 bytes too many");
  }

  @Test
  void shouldStayUnderOneKibibyteWhenEightLimitsAreBusy() {
    // Given
    CounterId perSecond = new CounterId(Metric.REQUESTS, Window.SECOND);
    CounterId perMinute = new CounterId(Metric.REQUESTS, Window.MINUTE);
    CounterId perHour = new CounterId(Metric.REQUESTS, Window.HOUR);
    Map<CounterId, Long> request =
        Map.of(
            perSecond,
            1L,
            perMinute,
            1L,
            perHour,
            1L,
            new CounterId(Metric.CONCURRENT, Window.NONE),
            1L,
            new CounterId(Metric.TOKENS, Window.SECOND),
            1_500L,
            new CounterId(Metric.TOKENS, Window.MINUTE),
            1_500L,
            new CounterId(Metric.TOKENS, Window.HOUR),
            1_500L,
            new CounterId(Metric.OUTPUT_TOKENS, Window.MINUTE),
            1_000L);
    ScopeRow row = ScopeRow.empty();
    for (int i = 0; i < 4_000; i++) {
      row = row.debit(request, T0 + i * 1_000L);
    }

    // When
    byte[] bytes = ScopeRowCodec.encode(row);

    // Then
    assertThat(row.counters()).hasSize(8);
    assertThat(row.counter(perHour).buckets().used().size()).isEqualTo(61);
    assertThat(row.counter(perMinute).buckets().used().size()).isEqualTo(61);
    assertThat(bytes).hasSizeLessThan(1_024);
  }

  @Provide
  Arbitrary<ScopeRow> rows() {
    Arbitrary<CounterId> ids =
        Combinators.combine(
                Arbitraries.of(Metric.class),
                Arbitraries.of(Window.class),
                Arbitraries.of("UTC", "Europe/Berlin", "+05:45").map(ZoneId::of))
            .as(CounterId::new);
    Arbitrary<List<ValueCount>> values =
        Combinators.combine(
                Arbitraries.integers().between(1, 7),
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.longs())
            .as(ValueCount::new)
            .list()
            .ofMaxSize(3);
    Arbitrary<Long> amounts = Arbitraries.longs().between(0, Long.MAX_VALUE);
    Arbitrary<Buckets> buckets =
        Combinators.combine(BucketAmountsTest.anyCells(), BucketAmountsTest.anyCells())
            .as(Buckets::new);
    Arbitrary<Counter> counters = Combinators.combine(ids, buckets, amounts).as(Counter::new);
    return Combinators.combine(Arbitraries.longs(), counters.list().ofMaxSize(8), values)
        .as(ScopeRow::new);
  }
}
