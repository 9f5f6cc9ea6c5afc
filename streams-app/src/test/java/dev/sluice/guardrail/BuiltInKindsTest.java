package dev.sluice.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the built-in kinds say of texts. */
class BuiltInKindsTest {
  private final GuardrailKinds kinds = new GuardrailKinds(List.of());

  @Test
  void shouldBlockWithItsMessageWhenAPatternMatches() {
    // Given
    Guardrail guardrail =
        guardrail(
            "denied_patterns",
            "{'patterns': ['(?i)project\\\\s+x'], 'message': 'ask legal first'}");

    // When
    Finding.OfRequest finding = guardrail.onRequest(request("all about Project  X"));

    // Then
    assertThat(finding).isEqualTo(Finding.blocked("ask legal first"));
    assertThat(guardrail.onRequest(request("all about project Y"))).isEqualTo(Finding.passed());
  }

  @Test
  void shouldMaskEveryMatchOfEveryPatternWhenToldSo() {
    // Given
    Guardrail guardrail =
        guardrail(
            "denied_patterns",
            "{'patterns': ['sk-[a-z0-9]+', 'hush'], 'action': 'mask', 'replacement': '$1'}");

    // When
    Finding.OfRequest finding = guardrail.onRequest(request("sk-1 and sk-2", "fine", "hush"));

    // Then
    assertThat(finding)
        .isEqualTo(
            new Finding.Masked(List.of("$1 and $1", "fine", "$1"), Map.of("DENIED_PATTERN", 3)));
  }

  @Test
  void shouldTakeATimeInStepWithTheTextWhenAPatternWouldBacktrack() {
    // Given
    Guardrail guardrail = guardrail("denied_patterns", "{'patterns': ['(a+)+$']}");

    // When
    Finding.OfRequest finding = guardrail.onRequest(request("a".repeat(50_000) + "!"));

    // Then
    assertThat(finding).isEqualTo(Finding.passed());
  }

  @Test
  void shouldTellTypesAndCountsAndNotTheTextWhenPersonalDataIsBlocked() {
    // Given
    Guardrail guardrail = guardrail("pii", "{'block': ['us_ssn'], 'mask': ['email_address']}");

    // When
    Finding.OfRequest finding =
        guardrail.onRequest(request("jo@mail.example", "536-22-8145 and 536-22-8146"));

    // Then
    assertThat(finding)
        .isEqualTo(
            new Finding.Blocked("it holds personal data of type US_SSN", Map.of("US_SSN", 2)));
  }

  @Test
  void shouldMaskOnlyTheTypesThatAreNamed() {
    // Given
    Guardrail guardrail = guardrail("pii", "{'mask': ['email_address', 'ip_address']}");

    // When
    Finding.OfRequest finding =
        guardrail.onRequest(request("jo@mail.example at 10.0.0.1, +49 30 901820"));

    // Then
    assertThat(finding)
        .isEqualTo(
            new Finding.Masked(
                List.of("[EMAIL_ADDRESS] at [IP_ADDRESS], +49 30 901820"),
                Map.of("EMAIL_ADDRESS", 1, "IP_ADDRESS", 1)));
  }

  @Test
  void shouldCountTokensOfAllTexts() {
    // Given
    Guardrail guardrail = guardrail("max_size", "{'tokens': 8, 'characters': 100}");

    // When
    Finding.OfRequest fits = guardrail.onRequest(request("tiktoken is great!", "hi"));
    Finding.OfRequest tooLong = guardrail.onRequest(request("tiktoken is great!", "hi you all"));
    Finding.OfRequest tooLongAnyway = guardrail.onRequest(request("a".repeat(101)));

    // Then
    assertThat(fits).isEqualTo(Finding.passed());
    assertThat(tooLong).isEqualTo(Finding.blocked("it has 9 tokens by estimate, at most 8 may be"));
    assertThat(tooLongAnyway)
        .isEqualTo(Finding.blocked("it has 101 characters, at most 100 may be"));
  }

  @Test
  void shouldCountCharactersNotCodeUnitsAndAllTexts() {
    // Given
    Guardrail guardrail = guardrail("max_size", "{'characters': 4, 'messages': 2}");

    // When
    Finding.OfRequest fits = guardrail.onRequest(request("😀😀", "ab"));
    Finding.OfRequest tooLong = guardrail.onRequest(request("😀😀", "abc"));
    Finding.OfRequest tooMany = guardrail.onRequest(request("a", "b", "c"));

    // Then
    assertThat(fits).isEqualTo(Finding.passed());
    assertThat(tooLong).isEqualTo(Finding.blocked("it has 5 characters, at most 4 may be"));
    assertThat(tooMany).isEqualTo(Finding.blocked("it has 3 messages, at most 2 may be"));
  }

  private Guardrail guardrail(String kind, String settings) {
    return kinds.guardrail(GuardrailRule.of("g", kind, settings.replace('\'', '"'), Phase.REQUEST));
  }

  private static GuardedRequest request(String... texts) {
    List<GuardedText> all =
        List.of(texts).stream().map(text -> new GuardedText("p", "user", text)).toList();
    return new GuardedRequest("acme", "default", null, "chat", texts.length, all);
  }
}
