package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.AvroTrust;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TenantSeedTest {
  static {
    AvroTrust.establish();
  }

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Map<String, Policy> FILE = Map.of("acme", policy(60));

  @Test
  void shouldWriteTheFilesPolicyWhenTheTopicHasNone() {
    // When
    Map<String, TenantPolicy> records = TenantSeed.records(FILE, tenant -> null, 1, NOW);

    // Then
    TenantPolicy seeded = acmeOf(records);
    assertThat(seeded.getVersion()).isEqualTo(1);
    assertThat(seeded.getChangedBy()).isEqualTo(TenantSeed.FROM_FILE);
    assertThat(seeded.getLimits().get(0).getAmount()).isEqualTo(60);
  }

  @Test
  void shouldWriteNothingWhenTheTopicHasTheSame() {
    // Given
    TenantPolicy before = acmeOf(TenantSeed.records(FILE, tenant -> null, 1, NOW));

    // When
    Map<String, TenantPolicy> records =
        TenantSeed.records(FILE, tenant -> before, 1, NOW.plusSeconds(60));

    // Then
    assertThat(records).isEmpty();
  }

  @Test
  void shouldWriteTheNextVersionWhenTheFileHasChanged() {
    // Given
    TenantPolicy before = acmeOf(TenantSeed.records(FILE, tenant -> null, 1, NOW));

    // When
    Map<String, TenantPolicy> records =
        TenantSeed.records(Map.of("acme", policy(90)), tenant -> before, 1, NOW);

    // Then
    assertThat(acmeOf(records).getVersion()).isEqualTo(2);
    assertThat(acmeOf(records).getLimits().get(0).getAmount()).isEqualTo(90);
  }

  @Test
  void shouldTakeAVersionThatNoWithdrawnPolicyHadWhenTheTopicHasNone() {
    // When
    Map<String, TenantPolicy> records = TenantSeed.records(FILE, tenant -> null, 8, NOW);

    // Then
    assertThat(acmeOf(records).getVersion()).isEqualTo(8);
  }

  @Test
  void shouldLeaveAPolicyAloneWhenAnOperatorHasChangedIt() {
    // Given
    TenantPolicy byOperator =
        TenantPolicy.newBuilder(acmeOf(TenantSeed.records(FILE, tenant -> null, 1, NOW)))
            .setVersion(7)
            .setChangedBy("ops")
            .build();

    // When
    Map<String, TenantPolicy> records =
        TenantSeed.records(Map.of("acme", policy(90)), tenant -> byOperator, 1, NOW);

    // Then
    assertThat(records).isEmpty();
  }

  private static TenantPolicy acmeOf(Map<String, TenantPolicy> records) {
    return Objects.requireNonNull(records.get("acme"));
  }

  private static Policy policy(int amount) {
    return Policy.of(
        1, List.of(Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, amount, Window.MINUTE)));
  }
}
