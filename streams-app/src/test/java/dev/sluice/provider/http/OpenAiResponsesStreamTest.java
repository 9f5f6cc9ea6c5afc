package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiResponsesStreamTest {
  private final StreamFixtures text = new StreamFixtures("openai-responses", "text");
  private final ReplyAssembler assembler = text.assembler();

  /**
   * @param data with single quotes
   */
  private List<AnswerDelta> add(String... data) {
    return StreamFixtures.added(
        assembler,
        List.of(data).stream()
            .map(each -> new StreamEvent(null, each.replace('\'', '"')))
            .toList());
  }

  @Test
  void shouldHoldWhatItsItemsHaveComeToBeforeTheEnd() {
    // When
    add(
        "{'type':'response.created','response':{'id':'r','status':'in_progress','output':[]}}",
        "{'type':'response.output_item.added','output_index':0,'item':"
            + "{'type':'message','id':'m','role':'assistant','content':[]}}",
        "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'He'}",
        "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'llo'}",
        "{'type':'response.output_item.added','output_index':1,'item':"
            + "{'type':'function_call','id':'f','call_id':'c','name':'f','arguments':''}}",
        "{'type':'response.function_call_arguments.delta','output_index':1,'delta':'{'}");

    // Then
    assertThat(assembler.isComplete()).isFalse();
    assertThat(assembler.reply())
        .isEqualTo(
            Json.parse(
                """
                {"id":"r","object":"response","status":"in_progress","output":[
                  {"type":"message","id":"m","role":"assistant",
                   "content":[{"type":"output_text","text":"Hello"}]},
                  {"type":"function_call","id":"f","call_id":"c","name":"f","arguments":"{"}]}
                """));
  }

  @Test
  void shouldNotTakeAnEndOfTheConnectionForAnEndOfTheAnswer() {
    // Given
    List<StreamEvent> events = text.events();

    // When
    StreamFixtures.added(assembler, events.subList(0, events.size() - 1));
    assembler.add(new StreamEvent(null, "[DONE]"));

    // Then
    assertThat(assembler.isComplete()).isFalse();
    assertThat(text.outcome(assembler.reply())).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void shouldBecomeAnErrorThatComesBehindAPartOfTheAnswer() {
    // Given
    List<StreamEvent> events = text.events();
    StreamFixtures.added(assembler, events.subList(0, events.size() - 3));

    // When
    add("{'type':'error','code':'rate_limit_exceeded','message':'Slow down.','param':null}");
    List<AnswerDelta> after = add("{'type':'response.output_text.delta','delta':'more'}");

    // Then
    Outcome.Failed failed = (Outcome.Failed) text.outcome(assembler.reply());
    assertThat(assembler.isComplete()).isTrue();
    assertThat(failed.failure().type()).isEqualTo(FailureType.PROVIDER_RATE_LIMITED);
    assertThat(after).isEmpty();
  }

  @Test
  void shouldPutRefusalsAndReasoningIntoParagraphs() {
    // When
    List<AnswerDelta> deltas =
        add(
            "{'type':'response.reasoning_text.delta','item_id':'a','content_index':0,'delta':'A'}",
            "{'type':'response.reasoning_text.delta','item_id':'a','content_index':1,'delta':'B'}",
            "{'type':'response.refusal.delta','item_id':'m','content_index':0,'delta':'No.'}",
            "{'type':'response.refusal.delta','item_id':'m','content_index':1,'delta':'Never.'}",
            "{'type':'response.completed'}");

    // Then
    Outcome.Answered answered = (Outcome.Answered) text.outcome(assembler.reply());
    assertThat(Told.by(deltas)).isEqualTo(Told.of(answered.answer()));
    assertThat(answered.answer().reasoning()).isEqualTo("A\n\nB");
    assertThat(answered.answer().refusal()).isEqualTo("No.\n\nNever.");
  }
}
