package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Reservation.Debit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservedTokensTest {
  private static final ScopeValue SCOPE = ScopeValue.ofTenant("acme");

  @ParameterizedTest
  @CsvSource({
    "'TOKENS 90,TOKENS 100,INPUT_TOKENS 40', 100",
    "'INPUT_TOKENS 40,OUTPUT_TOKENS 50,REQUESTS 1', 90",
    "'REQUESTS 1,SPEND 900', 0"
  })
  void shouldBeTheMostThatAnyLimitReserved(String debits, long tokens) {
    // Given
    List<Debit> all =
        Stream.of(debits.split(","))
            .map(each -> each.split(" "))
            .map(
                each ->
                    new Debit(
                        SCOPE, Metric.valueOf(each[0]), Window.MINUTE, Long.parseLong(each[1])))
            .toList();

    // When
    Reservation reservation = new Reservation(0, all);

    // Then
    assertThat(reservation.tokens()).isEqualTo(tokens);
  }
}
