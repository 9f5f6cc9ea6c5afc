package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.RowFormats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewMergeTest {
  private static final String ID = "resp_1";

  @Property(tries = 500)
  void shouldGiveTheSameRowWhenEventsArriveInAnotherOrderOrTwice(
      @ForAll("events") List<SpecificRecord> events, @ForAll Random random) {
    // Given
    List<SpecificRecord> shuffled = new ArrayList<>(events);
    shuffled.addAll(events.subList(0, random.nextInt(events.size() + 1)));
    Collections.shuffle(shuffled, random);

    // When
    ViewRow row = rowAfter(shuffled);

    // Then
    assertThat(String.valueOf(row)).isEqualTo(String.valueOf(rowAfter(events)));
  }

  @Property(tries = 300)
  void shouldTakeTheGreatestPlaceThatAnyEventGives(@ForAll("events") List<SpecificRecord> events) {
    // When
    ViewRow row = rowAfter(events);

    // Then
    boolean deleted =
        events.stream()
            .anyMatch(
                event ->
                    event instanceof PollingEvent polling
                        && polling.getKind() == PollingEventKind.DELETED);
    boolean ended = events.stream().anyMatch(event -> !(event instanceof PollingEvent));
    if (deleted) {
      assertThat(row).isEqualTo(new ViewRow.Deleted());
    } else if (ended) {
      assertThat(row)
          .isInstanceOfAny(ViewRow.Completed.class, ViewRow.Failed.class)
          .matches(ViewRow::isTerminal);
    } else if (row != null) {
      assertThat(row).isInstanceOf(ViewRow.Pending.class);
    }
  }

  @Test
  void shouldKeepTheNewerStatusWhenARepeatArrives() {
    // Given
    SpecificRecord status = Events.status(ID, CallStatus.IN_PROGRESS, 5).build();
    SpecificRecord repeat =
        Events.polling(ID, PollingEventKind.ACCEPTED, CallStatus.QUEUED, 8).setRepeat(true).build();

    // When
    ViewRow row = rowAfter(List.of(Events.accepted(ID).build(), status, repeat));

    // Then
    assertThat(String.valueOf(row)).isEqualTo(String.valueOf(rowAfter(List.of(status))));
  }

  @Test
  void shouldShowARepeatWhenNothingElseIsKnown() {
    // Given
    SpecificRecord repeat = Events.accepted(ID).setRepeat(true).build();

    // When
    ViewRow row = rowAfter(List.of(repeat));

    // Then
    assertThat(row).isInstanceOf(ViewRow.Pending.class);
  }

  @Test
  void shouldIgnoreLateUsageAndKindsOfNewerReleases() {
    // When
    ViewRow row =
        rowAfter(
            List.of(
                Events.polling(ID, PollingEventKind.LATE_USAGE, CallStatus.ENDED, 20).build(),
                Events.polling(ID, PollingEventKind.UNKNOWN, CallStatus.UNKNOWN, 21).build(),
                Events.rejected().build()));

    // Then
    assertThat(row).isNull();
  }

  @Property(tries = 200)
  void shouldReadBackTheRowThatItWrote(@ForAll("events") List<SpecificRecord> events) {
    // Given
    ViewRowSerde serde = new ViewRowSerde(RowFormats.newest());
    List<ViewRow> rows = events.stream().flatMap(event -> ViewMerge.rowOf(event).stream()).toList();

    // When
    List<ViewRow> read = rows.stream().map(serde::encode).map(serde::decode).toList();

    // Then
    assertThat(read).hasToString(rows.toString());
  }

  @Test
  void shouldRefuseARowOfANewerFormat() {
    // When
    var thrown =
        catchThrowable(() -> new ViewRowSerde(RowFormats.newest()).decode(new byte[] {2, 1, 0}));

    // Then
    assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("format 2");
  }

  @Provide
  Arbitrary<List<SpecificRecord>> events() {
    Arbitrary<Long> seq = Arbitraries.longs().between(1, 6);
    Arbitrary<SpecificRecord> polling =
        Combinators.combine(
                Arbitraries.of(PollingEventKind.class),
                Arbitraries.of(CallStatus.class),
                seq,
                Arbitraries.of(true, false),
                Arbitraries.of("a", "b"))
            .as(
                (kind, status, place, repeat, target) ->
                    Events.polling(ID, kind, status, place)
                        .setRepeat(repeat)
                        .setTarget(target)
                        .build());
    Arbitrary<SpecificRecord> result =
        seq.map(
            place ->
                Events.result(ID, Events.text("answer " + place))
                    .setSource(Events.source("sluice.attempts", place / 2))
                    .build());
    Arbitrary<SpecificRecord> error =
        seq.map(
            place ->
                Events.failed(ID, FailureType.TIMEOUT)
                    .setSource(Events.source("sluice.attempts", place))
                    .build());
    return Arbitraries.frequencyOf(Tuple.of(6, polling), Tuple.of(1, result), Tuple.of(1, error))
        .list()
        .ofMaxSize(8);
  }

  private static @Nullable ViewRow rowAfter(List<? extends SpecificRecord> events) {
    ViewRow row = null;
    for (SpecificRecord event : events) {
      ViewRow before = row;
      row = ViewMerge.rowOf(event).map(arrived -> ViewMerge.merge(before, arrived)).orElse(before);
    }
    return row;
  }
}
