package dev.sluice.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Answer;
import dev.sluice.call.ContentPart;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import dev.sluice.guardrail.GuardedRequest;
import dev.sluice.guardrail.GuardedText;
import dev.sluice.provider.http.Attempts;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which texts guardrails are shown, and that what they leave gets back to where it was. */
class TextsTest {
  private static final Request REQUEST =
      Attempts.request(
          List.of(
              Message.text(Role.SYSTEM, "be brief"),
              new Message(
                  Role.USER,
                  List.of(
                      new ContentPart.Text("look"),
                      new ContentPart.Image("https://example.org/jo@mail.example", null),
                      new ContentPart.File(ByteBuffer.wrap(new byte[1]), "text/plain", "a")),
                  "jo",
                  null,
                  List.of()),
              new Message(
                  Role.ASSISTANT,
                  List.of(new ContentPart.Refusal("no")),
                  null,
                  null,
                  List.of(
                      new ToolCall("c1", "pay", "{\"to\": [\"a\\u0040b.co\", 4111], \"x\": 1.50}"),
                      new ToolCall("c2", "say", "not {json"),
                      new ToolCall("c3", "say", "{\"a\": \"one\", \"a\": \"two\"}"))),
              new Message(Role.TOOL, List.of(new ContentPart.Text("done")), null, "c1", List.of())),
          "{\"tools\": [{\"function\": {\"description\": \"pays\"}}], \"strict\": true}");

  @Test
  void shouldShowEveryTextWithItsPlaceAndRole() {
    // When
    GuardedRequest shown = RequestTexts.shown("acme", REQUEST);

    // Then
    assertThat(shown.messages()).isEqualTo(4);
    assertThat(shown.texts())
        .containsExactly(
            new GuardedText("messages[0].parts[0]", "system", "be brief"),
            new GuardedText("messages[1].parts[0]", "user", "look"),
            new GuardedText("messages[2].parts[0]", "assistant", "no"),
            new GuardedText("messages[2].tool_calls[0].arguments.to[0]", "assistant", "a@b.co"),
            new GuardedText("messages[2].tool_calls[0].arguments.to[1]", "assistant", "4111"),
            new GuardedText("messages[2].tool_calls[1].arguments", "assistant", "not {json"),
            new GuardedText(
                "messages[2].tool_calls[2].arguments",
                "assistant",
                "{\"a\": \"one\", \"a\": \"two\"}"),
            new GuardedText("messages[3].parts[0]", "tool", "done"),
            new GuardedText("extra_body.tools[0].function.description", "", "pays"));
  }

  @Test
  void shouldBeTheSameRequestToTheLetterWhenNothingWasChanged() {
    // Given
    GuardedRequest shown = RequestTexts.shown("acme", REQUEST);
    List<String> same = shown.texts().stream().map(GuardedText::text).toList();

    // When
    Request left = RequestTexts.with(REQUEST, shown, same);

    // Then
    assertThat(left).isEqualTo(REQUEST);
  }

  @Test
  void shouldKeepJsonValidWhereTextsAndNumbersAreMasked() {
    // Given
    GuardedRequest shown = RequestTexts.shown("acme", REQUEST);
    List<String> masked =
        shown.texts().stream().map(text -> text.text().equals("look") ? "look" : "[X]").toList();

    // When
    Request left = RequestTexts.with(REQUEST, shown, masked);

    // Then
    assertThat(left.messages().get(1)).isEqualTo(REQUEST.messages().get(1));
    assertThat(left.messages().get(2).parts()).containsExactly(new ContentPart.Refusal("[X]"));
    assertThat(left.messages().get(2).toolCalls())
        .extracting(ToolCall::arguments)
        .containsExactly("{\"to\":[\"[X]\",\"[X]\"],\"x\":1.5}", "[X]", "[X]");
    assertThat(left.extraBody())
        .isEqualTo("{\"tools\":[{\"function\":{\"description\":\"[X]\"}}],\"strict\":true}");
  }

  @Test
  void shouldShowAndChangeEveryTextOfAnAnswer() {
    // Given
    Answer answer =
        new Answer(
            "text",
            "refusal",
            "reasoning",
            List.of(new ToolCall("c1", "pay", "{\"to\": \"jo\"}")),
            FinishReason.STOP,
            null,
            null,
            null,
            null);

    // When
    List<GuardedText> shown = AnswerTexts.shown(answer);
    Answer left = AnswerTexts.with(answer, shown, List.of("1", "2", "3", "4"));

    // Then
    assertThat(shown)
        .extracting(GuardedText::place)
        .containsExactly(
            "answer.text",
            "answer.refusal",
            "answer.reasoning",
            "answer.tool_calls[0].arguments.to");
    assertThat(left.text() + left.refusal() + left.reasoning()).isEqualTo("123");
    assertThat(left.toolCalls()).containsExactly(new ToolCall("c1", "pay", "{\"to\":\"4\"}"));
  }

  @Test
  void shouldShowWhatCanBeReadOfAProviderStateAndDropTheStateWhenThatIsMasked() {
    // Given
    ProviderState read = state("{\"thinking\": \"jo said\", \"signature\": \"4111==\"}");
    ProviderState other = state("{\"data\": \"4111==\"}");
    Request request =
        Attempts.request(
            List.of(
                new Message(
                    Role.ASSISTANT,
                    List.of(new ContentPart.Text("yes")),
                    null,
                    null,
                    List.of(),
                    List.of(read, other))),
            null);
    GuardedRequest shown = RequestTexts.shown("acme", request);

    // When
    Request masked = RequestTexts.with(request, shown, List.of("yes", "[X] said"));

    // Then
    assertThat(shown.texts()).extracting(GuardedText::text).containsExactly("yes", "jo said");
    assertThat(masked.messages().get(0).providerStates()).containsExactly(other);
    assertThat(RequestTexts.with(request, shown, List.of("yes", "jo said"))).isEqualTo(request);
  }

  @Test
  void shouldDropTheProviderStatesOfAnAnswerWhoseReasoningIsMasked() {
    // Given
    Answer answer =
        new Answer("text", null, "jo", List.of(), FinishReason.STOP, null, null, null, null)
            .withProviderStates(List.of(state("{\"thinking\": \"jo\"}")));
    List<GuardedText> shown = AnswerTexts.shown(answer);

    // When
    Answer masked = AnswerTexts.with(answer, shown, List.of("text", "[X]"));

    // Then
    assertThat(masked.providerStates()).isEmpty();
    assertThat(AnswerTexts.with(answer, shown, List.of("[X]", "jo")).providerStates())
        .isEqualTo(answer.providerStates());
  }

  private static ProviderState state(String data) {
    return new ProviderState(ProviderState.ANTHROPIC, "claude", null, data);
  }

  @Test
  void shouldNotTakeAMaskWithTextsMissing() {
    // Given
    GuardedRequest shown = RequestTexts.shown("acme", REQUEST);

    // When
    Runnable masking = () -> RequestTexts.with(REQUEST, shown, List.of("one"));

    // Then
    assertThatThrownBy(masking::run).hasMessage("a mask has 1 texts for 9");
  }
}
