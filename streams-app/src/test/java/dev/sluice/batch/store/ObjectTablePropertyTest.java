package dev.sluice.batch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Processes that claim a batch in any order, and go on writing when they have been replaced. */
class ObjectTablePropertyTest {
  private static final StoredBatch BATCH =
      StoredExamples.batch("batch_1", StoredExamples.file("file-1", StoredExamples.TENANT));

  @Provide
  Arbitrary<List<BatchProgress>> written() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 4),
            Arbitraries.of("a", "b"),
            Arbitraries.integers().between(1, 9))
        .as((epoch, owner, ended) -> StoredExamples.progress(BATCH, epoch, owner, ended))
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  @Property(tries = 300)
  void shouldFollowTheLastClaimEvenIfCompactionHasRemovedWhatWasReplaced(
      @ForAll("written") List<BatchProgress> written) {
    // Given
    Map<String, Stored> compacted = new LinkedHashMap<>();
    Map<Claim, BatchProgress> lastOf = new HashMap<>();
    for (BatchProgress each : written) {
      compacted.remove(each.key());
      compacted.put(each.key(), each);
      lastOf.put(each.claim(), each);
    }
    BatchProgress expected =
        lastOf.values().stream()
            .max((one, other) -> one.claim().compareTo(other.claim()))
            .orElseThrow();

    // When
    ObjectTable whole = table(new ArrayList<>(written));
    ObjectTable shorter = table(new ArrayList<>(compacted.values()));

    // Then
    assertThat(whole.batch(StoredExamples.TENANT, "batch_1"))
        .hasValueSatisfying(batch -> assertThat(batch.progress()).isEqualTo(expected));
    assertThat(shorter.batch(StoredExamples.TENANT, "batch_1"))
        .isEqualTo(whole.batch(StoredExamples.TENANT, "batch_1"));
  }

  private static ObjectTable table(List<Stored> records) {
    ObjectTable table = new ObjectTable();
    // the batch itself may come last
    records.forEach(table::put);
    table.put(BATCH);
    return table;
  }
}
