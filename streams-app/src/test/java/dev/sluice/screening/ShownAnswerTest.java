package dev.sluice.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.guardrail.AnswerWindow;
import dev.sluice.guardrail.Guardrail;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShownAnswerTest {
  private static final Guardrail MASK =
      guardrail("denied_patterns", "{\"patterns\": [\"b\"], \"action\": \"mask\"}");
  private static final Guardrail BLOCK = guardrail("denied_patterns", "{\"patterns\": [\"stop\"]}");

  private static Guardrail guardrail(String kind, String settings) {
    return new GuardrailKinds(List.of())
        .guardrail(GuardrailRule.of(kind, kind, settings, Phase.ANSWER));
  }

  private static AnswerDelta text(String text) {
    return new AnswerDelta.Text(text);
  }

  private static AnswerDelta reasoning(String text) {
    return new AnswerDelta.Reasoning(text);
  }

  private static List<AnswerDelta> shown(List<Guardrail> guardrails, AnswerDelta... deltas) {
    ShownAnswer answer = Objects.requireNonNull(ShownAnswer.of(guardrails));
    List<AnswerDelta> shown = new ArrayList<>();
    for (AnswerDelta delta : deltas) {
      shown.addAll(answer.add(List.of(delta)));
    }
    return AnswerDelta.joined(shown);
  }

  @Test
  void shouldShowAllWhereNoGuardrailLooks() {
    // Given
    AnswerDelta call = new AnswerDelta.ToolCallBegun(0, "call_1", "f", false);

    // When
    List<AnswerDelta> shown = shown(List.of(), text("ab"), call);

    // Then
    assertThat(shown).containsExactly(text("ab"), call);
  }

  @Test
  void shouldShowNothingWhereOneGuardrailDecidesOnTheWhole() {
    // Given
    Guardrail whole = guardrail("max_size", "{\"characters\": 10}");

    // When
    ShownAnswer shown = ShownAnswer.of(List.of(MASK, whole));

    // Then
    assertThat(shown).isNull();
    assertThat(ShownAnswer.of(List.of(guardrail("denied_patterns", "{\"patterns\": [\"b+\"]}"))))
        .isNull();
  }

  @Test
  void shouldNotShowTheEndOfATextThatMayGoOnAfterAnother() {
    // Given
    Guardrail mask = guardrail("denied_patterns", "{\"patterns\": [\"bc\"], \"action\": \"mask\"}");

    // When
    List<AnswerDelta> shown = shown(List.of(mask), reasoning("aab"), text("xyz"), reasoning("c"));

    // Then
    assertThat(shown).hasSize(2).noneMatch(each -> each.text().contains("b"));
  }

  @Test
  void shouldShowNothingMoreWhenATextGoesOnAfterAnother() {
    // When
    List<AnswerDelta> shown =
        shown(List.of(MASK), reasoning("aa"), text("cde"), reasoning("xyz"), text("xyz"));

    // Then
    assertThat(shown).containsExactly(reasoning("a"), text("cd"));
  }

  @Test
  void shouldShowNothingFromTheFirstToolCallOn() {
    // When
    List<AnswerDelta> shown =
        shown(
            List.of(MASK),
            text("cde"),
            new AnswerDelta.ToolCallBegun(0, "call_1", "f", false),
            new AnswerDelta.ToolArguments(0, "{}"),
            text("xyz"));

    // Then
    assertThat(shown).containsExactly(text("cd"));
  }

  @Test
  void shouldShowNothingMoreOnceAGuardrailBlocks() {
    // When
    List<AnswerDelta> shown =
        shown(List.of(MASK, BLOCK), reasoning("it is, "), reasoning("stop"), text("and on"));

    // Then
    assertThat(shown).hasSize(1).allSatisfy(each -> assertThat("it is, ").startsWith(each.text()));
  }

  @Test
  void shouldShowNothingMoreOnceAGuardrailFails() {
    // Given
    Guardrail broken =
        new Guardrail() {
          @Override
          public AnswerWindow window() {
            return new AnswerWindow() {
              @Override
              public String add(String piece) {
                if (piece.contains("x")) {
                  throw new IllegalStateException(piece);
                }
                return piece;
              }

              @Override
              public String end() {
                return "";
              }

              @Override
              public boolean isBlocked() {
                return false;
              }
            };
          }
        };

    // When
    List<AnswerDelta> shown = shown(List.of(broken), text("a"), text("x"), text("b"));

    // Then
    assertThat(shown).containsExactly(text("a"));
  }
}
