package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TenantsTest {
  @Test
  void shouldSpreadTenantsEvenlyOverPartitions() {
    // When
    Tenants tenants = Tenants.spread(10, 4);

    // Then
    assertThat(tenants.names()).doesNotHaveDuplicates().hasSize(10);
    assertThat(
            tenants.names().stream()
                .collect(
                    Collectors.groupingBy(
                        name -> Tenants.partition(name, 4), Collectors.counting()))
                .values())
        .containsExactlyInAnyOrder(3L, 3L, 2L, 2L);
  }

  @Test
  void shouldTakeTurns() {
    // Given
    Tenants tenants = Tenants.spread(3, 1);

    // Then
    assertThat(tenants.of(4)).isEqualTo(tenants.of(1)).isNotEqualTo(tenants.of(2));
  }
}
