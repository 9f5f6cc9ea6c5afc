package dev.sluice.provider.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Evidence;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.http.Replies;
import dev.sluice.provider.http.Replies.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorRulesTest {
  private static final ErrorClassifier BUILT_IN = new ErrorClassifier(ErrorRules.builtIn());
  private static final Set<ErrorRule> NEEDED = new HashSet<>();

  /** Finds the rules without which a case would become something else. */
  private static Set<ErrorRule> needed() {
    if (NEEDED.isEmpty()) {
      for (Reply each : Replies.all()) {
        ProviderError error = ErrorReader.read(each.json(), each.body());
        int status = each.status() < 400 ? StatusInside.of(error, BUILT_IN) : each.status();
        Classification told = BUILT_IN.classify(status, error, context(each, error));
        ErrorRule rule = told.rule();
        if (rule != null && !NEEDED.contains(rule) && isOther(told, rule, each, error)) {
          NEEDED.add(rule);
        }
      }
    }
    return NEEDED;
  }

  private static boolean isOther(
      Classification told, ErrorRule rule, Reply each, ProviderError error) {
    ErrorClassifier fewer = new ErrorClassifier(ErrorRules.builtIn().without(rule));
    int status = each.status() < 400 ? StatusInside.of(error, fewer) : each.status();
    Classification without = fewer.classify(status, error, context(each, error));
    return without.type() != told.type()
        || !without.evidence().equals(told.evidence())
        || !Objects.equals(without.param(), told.param());
  }

  private static ErrorContext context(Reply each, ProviderError error) {
    Waits waits = Waits.of(each.headers(), error, Replies.NOW);
    return new ErrorContext(waits.room(), waits.named() != null, true, waits.limits(), null);
  }

  static List<ErrorRule> rules() {
    return ErrorRules.builtIn().all();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldHaveACaseForEachRuleThatWouldBecomeSomethingElseWithoutIt(ErrorRule rule) {
    // When
    Set<ErrorRule> needed = needed();

    // Then
    assertThat(needed.contains(rule)).isTrue();
  }

  private static WrittenRule rule(String status, String name, String failure, String about) {
    return new WrittenRule(
        List.of(status), List.of(name), null, null, null, null, null, null, failure, about);
  }

  @Test
  void shouldAskTheOperatorsRulesFirst() {
    // Given
    ErrorRule own =
        ErrorRule.of(rule("400", "context_length_exceeded", "provider/overloaded", "target"));
    ErrorClassifier classifier = new ErrorClassifier(ErrorRules.builtIn().after(List.of(own)));
    ProviderError error =
        ErrorReader.read(null, "<Error><Code>context_length_exceeded</Code></Error>");

    // When
    Classification told = classifier.classify(400, error, ErrorContext.NONE);

    // Then
    assertThat(told.type()).isEqualTo(FailureType.OVERLOADED);
    assertThat(told.evidence()).isEqualTo(Evidence.TARGET);
    assertThat(BUILT_IN.classify(400, error, ErrorContext.NONE).type())
        .isEqualTo(FailureType.CONTEXT_WINDOW_EXCEEDED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "40 | x | provider/overloaded | target | has the status 40; it needs one such as 400, 4xx or 5xx",
        "400 | x | provider/overload | target | has the failure provider/overload",
        "400 | x | gateway/internal | target | has the failure gateway/internal",
        "400 | x | provider/overloaded | nobody | nothing is evidence about nobody; there are"
      })
  void shouldSayWhatIsWrongWithARule(
      String status, String name, String failure, String about, String complaint) {
    // When
    WrittenRule written = rule(status, name, failure, about);

    // Then
    assertThatThrownBy(() -> ErrorRule.of(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [{failure: provider/overloaded}]",
        "a: [{names: [x], failure: provider/overloaded, sinc: 3}]",
        "a: [{says: ['('], failure: provider/overloaded}]",
        "a: [{says: ['x*'], failure: provider/overloaded}]",
        "a: [{names: [x]}]",
        "a: [{names: [x], failure: provider/overloaded, when: [soon]}]",
        "a: {"
      })
  void shouldRefuseATableWithARuleThatCannotWorkAndNameTheFile(String yaml) {
    // When
    assertThatThrownBy(() -> ErrorRules.read(yaml))
        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("error-rules.yaml");
  }
}
