package dev.sluice.guardrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which guardrails there are, and what is wrong with those that a policy orders. */
class GuardrailKindsTest {
  private final GuardrailKinds kinds = new GuardrailKinds(List.of());

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("mistakes")
  void shouldNameThePlaceAndTheReason(String kind, String settings, List<String> expected) {
    // Given
    GuardrailRule rule = GuardrailRule.of("g", kind, settings.replace('\'', '"'), Phase.REQUEST);

    // When
    List<String> problems = kinds.problems(List.of(rule));

    // Then
    assertThat(problems).isEqualTo(expected);
    assertThatThrownBy(() -> kinds.guardrail(rule)).isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<Arguments> mistakes() {
    String types = "email_address, phone_number, credit_card, iban, us_ssn, ip_address";
    return Stream.of(
        bad(
            "denied_patterns",
            "{'patterns': ['ok', '(', 'x*', 'ok', 3], 'action': 'drop', 'colour': 1}",
            "patterns[4]: expected a text",
            "patterns[1]: is not an RE2 expression: missing closing ) in (",
            "patterns[2]: matches an empty text, so it would be found everywhere",
            "patterns[3]: is listed twice",
            "action: expected one of block, mask",
            "colour: this kind has no such setting; it has patterns, action, replacement, message"),
        bad("denied_patterns", "{}", "patterns: name at least one"),
        bad(
            "pii",
            "{'block': ['iban', 'email'], 'mask': ['iban', 'us_ssn', 'us_ssn']}",
            "block[1]: there is no detector 'email'; there are " + types,
            "mask[0]: iban is blocked already",
            "mask[2]: us_ssn is listed twice"),
        bad("pii", "{}", "mask: name at least one of " + types + " under mask or block"),
        bad("max_size", "{}", "characters: set at least one of characters, tokens, messages"),
        bad(
            "max_size",
            "{'characters': 0, 'messages': 1.5}",
            "characters: expected a whole number of 1 or more",
            "messages: expected a whole number of 1 or more",
            "characters: set at least one of characters, tokens, messages"),
        arguments("max_size", "[]", List.of("guardrails[0].settings: must be a JSON object")),
        arguments("max_size", "no", List.of("guardrails[0].settings: must be a JSON object")),
        arguments(
            "regex",
            "{}",
            List.of(
                "guardrails[0].kind: there is no kind 'regex'; there are denied_patterns, max_size,"
                    + " pii")));
  }

  @Test
  void shouldRefuseNamesStatusesTimesAndPhasesThatAreNoGood() {
    // Given
    String settings = "{\"characters\": 5}";
    GuardrailRule twin =
        new GuardrailRule(
            "size",
            "max_size",
            Set.of(Phase.CALL),
            402,
            true,
            false,
            Duration.ofMinutes(2),
            settings);

    // When
    List<String> problems =
        kinds.problems(
            List.of(
                GuardrailRule.of("size", "max_size", settings, Phase.REQUEST),
                twin,
                GuardrailRule.of("no name", "max_size", settings)));

    // Then
    assertThat(problems)
        .containsExactly(
            "guardrails[1].name: 'size' is the name of another guardrail",
            "guardrails[1].status: must be 400 or 403, not 402",
            "guardrails[1].timeout: must be 10ms to 60s",
            "guardrails[1].phases: kind max_size has no check for phase call",
            "guardrails[2].name: expected 1 to 64 letters, digits, '.', '_' or '-'",
            "guardrails[2].phases: name at least one");
  }

  @Test
  void shouldFindWhatTheClassPathAdds() {
    // When
    Guardrail found =
        GuardrailKinds.installed()
            .guardrail(GuardrailRule.of("g", "test_words", "{}", Phase.REQUEST));

    // Then
    assertThat(found).isInstanceOf(TestWords.class);
  }

  @Test
  void shouldNotTakeTwoKindsOfOneName() {
    // When
    Runnable making = () -> new GuardrailKinds(List.of(new Pii.Kind()));

    // Then
    assertThatThrownBy(making::run).hasMessageContaining("two kinds of guardrails are named pii");
  }

  private static Arguments bad(String kind, String settings, String... problems) {
    return arguments(
        kind,
        settings,
        Stream.of(problems).map(problem -> "guardrails[0].settings." + problem).toList());
  }
}
