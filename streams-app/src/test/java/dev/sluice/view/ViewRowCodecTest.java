package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.primitives.Bytes;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.RowFormats;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ViewRowCodecTest {
  private static final String ID = "resp_1";

  /** Version and kind of the row, and the format of its Avro. */
  private static final int HEADER = 3;

  private final ViewRowCodec codec = new ViewRowCodec(RowFormats.newest());

  @Property(tries = 200)
  void shouldReadBackTheRowThatItWrote(@ForAll("rows") ViewRow row) {
    // When
    ViewRow read = codec.decode(codec.encode(row, Events.NO_WIRE));

    // Then
    assertThat(read).hasToString(row.toString());
  }

  @Property(tries = 100)
  void shouldTakeTheRowFromWhatItsTopicTakes(@ForAll("rows") ViewRow row) {
    // Given
    byte[] encoded = codec.encode(row, Events.NO_WIRE);
    byte[] avro = Arrays.copyOfRange(encoded, Math.min(HEADER, encoded.length), encoded.length);
    byte[] wire = Bytes.concat(new byte[] {0, 0, 0, 0, 7}, avro);

    // When
    byte[] copied = codec.encode(row, wire);

    // Then
    assertThat(copied).isEqualTo(encoded);
  }

  @Test
  void shouldRefuseARowOfANewerFormat() {
    // When
    Throwable thrown = catchThrowable(() -> codec.decode(new byte[] {2, 1, 0}));

    // Then
    assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("format 2");
  }

  @Provide
  Arbitrary<ViewRow> rows() {
    Arbitrary<ViewRow> pending =
        Combinators.combine(
                Arbitraries.of(PollingEventKind.class),
                Arbitraries.of(CallStatus.class),
                Arbitraries.longs().between(1, 6),
                Arbitraries.of(true, false))
            .as(
                (kind, status, seq, repeat) ->
                    new ViewRow.Pending(
                        Events.polling(ID, kind, status, seq).setRepeat(repeat).build()));
    return Arbitraries.oneOf(
        pending,
        Arbitraries.strings()
            .map(text -> new ViewRow.Completed(Events.result(ID, Events.text(text)).build())),
        Arbitraries.of(FailureType.class)
            .map(type -> new ViewRow.Failed(Events.failed(ID, type).build())),
        Arbitraries.just(new ViewRow.Deleted()));
  }
}
