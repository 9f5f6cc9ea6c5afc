package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.admission.Policy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
  private static final Settings SETTINGS = ConfigFiles.parse(ConfigFiles.MINIMAL);

  private static final String POLICY =
      """
      keys:
        default: {api_key: "${ACME_KEY}"}
        batch: {models: [chat], disabled: true}
      models: [chat]
      fallbacks: []
      max_queued: 7
      on_budget: chat
      limits:
        - {per: [user, model], metric: tokens, amount: 1000000, window: 1m, max_values: 3}
        - {per: tenant, metric: spend, amount: 100, window: month, time_zone: Europe/Berlin, alert_at: [0.8, 1]}
        - {per: key, metric: spend, amount: 0.000001, window: day}
        - {per: tenant, metric: concurrent, amount: 5}
      guardrails:
        - name: no-plans
          kind: denied_patterns
          phases: [request, answer]
          status: 403
          timeout: 250ms
          settings: {patterns: ['(?i)plan b', 'x: y']}
      """;

  @Test
  void shouldGiveBackThePolicy() {
    // Given
    Policy policy = parse(POLICY);

    // When
    String written = PolicyFile.write(policy);

    // Then
    assertThat(parse(written)).isEqualTo(policy);
    assertThat(policy.limits()).hasSize(4);
    assertThat(policy.guardrails()).hasSize(1);
  }

  @Test
  void shouldShowTheHashOfAnApiKeyAndNeverTheKey() {
    // When
    String written = PolicyFile.write(parse(POLICY));

    // Then
    assertThat(written)
        .doesNotContain("sk-acme")
        .contains("api_key_sha256: " + Hashes.sha256("sk-acme"));
  }

  @Test
  void shouldNameEveryMistakeWithItsPlaceAsTheConfigurationFileDoes() {
    // Given
    String yaml =
        """
        models: [chad]
        limit: []
        limits:
          - {per: tenant, metric: requests, amount: 0, window: 1m}
        guardrails:
          - {name: a, kind: regex}
        """;

    // When / Then
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(yaml))
        .withMessage(
            """
            policy.yaml:1:10: models[0]: there is no route 'chad'; did you mean 'chat'?
            policy.yaml:2:1: unknown key 'limit'; did you mean 'limits'?
            policy.yaml:4:37: limits[0].amount: must be 1 or more, not 0
            policy.yaml:6:15: guardrails[0].kind: there is no kind 'regex'; there are denied_patterns, max_size, pii, test_words""");
  }

  private static Policy parse(String yaml) {
    return PolicyFile.parse(yaml, "policy.yaml", SETTINGS, Map.of("ACME_KEY", "sk-acme"));
  }
}
