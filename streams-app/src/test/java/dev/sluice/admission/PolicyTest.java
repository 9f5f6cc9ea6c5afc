package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void shouldHaveNoProblemsWhenEveryLimitCanBeEnforced() {
    // Given
    Policy policy =
        Policy.of(
            1,
            List.of(
                Limit.of(Set.of(Scope.TENANT), Metric.REQUESTS, 1, Window.SECOND),
                Limit.of(Set.of(Scope.KEY, Scope.USER), Metric.REQUESTS, 60, Window.HOUR),
                Limit.of(Set.of(Scope.MODEL), Metric.CONCURRENT, 4, Window.NONE),
                Limit.of(Set.of(Scope.TENANT), Metric.INPUT_TOKENS, 4, Window.MINUTE),
                Limit.of(Set.of(Scope.TENANT), Metric.OUTPUT_TOKENS, 4, Window.HOUR),
                Limit.of(Set.of(Scope.TENANT), Metric.TOKENS, 4, Window.DAY),
                new Limit(
                    Set.of(Scope.USER),
                    Metric.SPEND,
                    4,
                    Window.MONTH,
                    ZoneId.of("Europe/Berlin"),
                    OptionalInt.of(10))));

    // When / Then
    assertThat(policy.problems()).isEmpty();
  }

  @Test
  void shouldReportAllProblemsTogetherWithTheirPlaces() {
    // Given
    Policy policy =
        new Policy(
            -1,
            List.of(
                new PolicyKey(" ", "sk-live-123", Set.of(""), false),
                new PolicyKey("a", HASH, null, false),
                new PolicyKey("a", HASH.toUpperCase(java.util.Locale.ROOT), null, false)),
            Set.of(""),
            Set.of(" "),
            List.of(
                Limit.of(Set.of(), Metric.REQUESTS, 0, Window.NONE),
                Limit.of(Set.of(Scope.KEY), Metric.CONCURRENT, Long.MAX_VALUE, Window.SECOND),
                new Limit(
                    Set.of(Scope.KEY),
                    Metric.REQUESTS,
                    1,
                    Window.MINUTE,
                    ZoneOffset.UTC,
                    OptionalInt.of(0))),
            OptionalInt.of(-1));

    // When
    List<String> problems = policy.problems();

    // Then
    assertThat(problems)
        .containsExactly(
            "version: must be 0 or more, not -1",
            "keys[0].key_id: must not be blank",
            "keys[0].api_key_sha256: must be the SHA-256 of the API key as 64 hex digits, never the"
                + " key itself",
            "keys[0].models: must not have a blank name",
            "keys[2].key_id: a is listed twice",
            "keys[2].api_key_sha256: another key has the same API key",
            "models: must not have a blank name",
            "fallbacks: must not have a blank name",
            "limits[0].per: name at least one of tenant, key, model, user",
            "limits[0].amount: must be 1 or more, not 0",
            "limits[0].window: requests needs one of 1s, 1m, 1h, day, month",
            "limits[1].amount: must be at most 1000000000000000, not 9223372036854775807",
            "limits[1].window: concurrent counts open calls and has no window; remove it",
            "limits[2].time_zone: only day and month have a time zone; remove it",
            "limits[2].max_values: must be 1 or more, not 0",
            "max_queued: must be 0 or more, not -1");
  }

  @Test
  void shouldRefuseWhateverAdmissionCannotEnforce() {
    // Given
    List<Limit> disagreed = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      for (Window window : Window.values()) {
        Limit limit = Limit.of(Set.of(Scope.TENANT), metric, 1, window);

        // When
        boolean sound = Policy.of(1, List.of(limit)).problems().isEmpty();

        // Then
        if (sound != limit.isEnforceable()) {
          disagreed.add(limit);
        }
      }
    }
    assertThat(disagreed).isEmpty();
  }

  @Test
  void shouldKnowOnlyTheDefaultKeyWhenItListsNone() {
    // Given
    Policy policy = Policy.of(1, List.of());

    // When / Then
    assertThat(policy.access(null, "gpt-4o", List.of())).isInstanceOf(Access.Granted.class);
    assertThat(policy.access("default", "gpt-4o", List.of())).isInstanceOf(Access.Granted.class);
    assertThat(policy.access("batch", "gpt-4o", List.of()))
        .isEqualTo(new Access.UnknownKey("batch"));
  }

  @Test
  void shouldRefuseARequestWithoutKeyWhenTheListedKeysHaveNoDefault() {
    // Given
    Policy policy = withKeys(PolicyKey.of("batch"), new PolicyKey("old", null, null, true));

    // When / Then
    assertThat(policy.access("batch", "gpt-4o", List.of())).isInstanceOf(Access.Granted.class);
    assertThat(policy.access(null, "gpt-4o", List.of()))
        .isEqualTo(new Access.UnknownKey("default"));
    assertThat(policy.access("old", "gpt-4o", List.of())).isEqualTo(new Access.DisabledKey("old"));
  }

  @Test
  void shouldAllowAModelOnlyWhenTenantAndKeyDo() {
    // Given
    PolicyKey batch = new PolicyKey("batch", null, Set.of("small", "other"), false);
    Policy policy =
        new Policy(
            1, List.of(batch), Set.of("small", "large"), null, List.of(), OptionalInt.empty());

    // When / Then
    assertThat(policy.access("batch", "small", List.of())).isEqualTo(new Access.Granted(batch));
    assertThat(policy.access("batch", "large", List.of()))
        .isEqualTo(new Access.ModelNotAllowed("large", "batch"));
    assertThat(policy.access("batch", "other", List.of()))
        .isEqualTo(new Access.ModelNotAllowed("other", null));
  }

  @Test
  void shouldAllowAsFallbackWhatMayBeTakenOrWhatIsListed() {
    // Given
    PolicyKey batch = new PolicyKey("batch", null, Set.of("small", "large"), false);
    Set<String> models = Set.of("small", "large");
    OptionalInt own = OptionalInt.empty();
    Policy unlisted = new Policy(1, List.of(batch), models, null, List.of(), own);
    Policy listed = new Policy(1, List.of(batch), models, Set.of("eu/large"), List.of(), own);

    // When / Then
    assertThat(unlisted.access("batch", "small", List.of("large")))
        .isInstanceOf(Access.Granted.class);
    assertThat(unlisted.access("batch", "small", List.of("large", "eu/large")))
        .isEqualTo(new Access.FallbackNotAllowed("eu/large"));
    assertThat(listed.access("batch", "small", List.of("eu/large")))
        .isInstanceOf(Access.Granted.class);
    assertThat(listed.access("batch", "small", List.of("large")))
        .isEqualTo(new Access.FallbackNotAllowed("large"));
  }

  @Test
  void shouldSayWhatToDoWhenAccessIsRefused() {
    // When / Then
    assertThat(new Access.ModelNotAllowed("large", "batch").message())
        .isEqualTo(
            "The model 'large' is not allowed for this key 'batch'; use one that its policy"
                + " lists.");
    assertThat(new Access.ModelNotAllowed("large", null).message()).contains("for this tenant;");
    assertThat(new Access.FallbackNotAllowed("large").message())
        .contains("the fallback 'large'; remove it");
  }

  @Test
  void shouldNotShowTheHashOfAnApiKey() {
    // When / Then
    assertThat(withKeys(new PolicyKey("a", HASH, null, false)).toString())
        .doesNotContain(HASH)
        .contains("apiKeySha256=set");
  }

  @Test
  void shouldParseNamesOfConfigurationAndContract() {
    // When / Then
    assertThat(Metric.named("input_tokens")).contains(Metric.INPUT_TOKENS);
    assertThat(Scope.named("TENANT")).contains(Scope.TENANT);
    assertThat(Window.named("1s")).contains(Window.SECOND);
    assertThat(Window.named("MINUTE")).contains(Window.MINUTE);
    assertThat(Window.named("UNKNOWN")).isEmpty();
  }

  private static Policy withKeys(PolicyKey... keys) {
    return new Policy(1, List.of(keys), null, null, List.of(), OptionalInt.empty());
  }
}
