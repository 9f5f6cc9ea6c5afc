package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.admission.Reservation.Debit;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReservationCodecTest {
  private final Reservation reservation =
      new Reservation(
          1_790_000_000_000L,
          List.of(
              new Debit(ScopeValue.ofTenant("ac|me"), Metric.REQUESTS, Window.MINUTE, 1),
              new Debit(
                  new ScopeValue("ac|me", "batch", null, "ü%"), Metric.CONCURRENT, Window.NONE, 1),
              new Debit(
                  new ScopeValue("ac|me", null, "gpt-4o", null),
                  Metric.SPEND,
                  Window.MONTH,
                  Limit.MAX_AMOUNT)));

  @Test
  void shouldGiveBackTheReservation() {
    // When
    byte[] bytes = ReservationCodec.encode(reservation);

    // Then
    assertThat(ReservationCodec.decode(bytes)).isEqualTo(reservation);
  }

  @Test
  void shouldRefuseAFormatThatItDoesNotKnow() {
    // Given
    byte[] bytes = ReservationCodec.encode(reservation);
    bytes[0] = 9;

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservationCodec.decode(bytes))
        .withMessageContaining("format 9");
  }
}
