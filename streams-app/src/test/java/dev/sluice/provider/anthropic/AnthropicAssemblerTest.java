package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What servers that speak Anthropic's API do otherwise than Anthropic. */
class AnthropicAssemblerTest {
  private final ReplyAssembler assembler = new AnthropicAssembler();

  private List<AnswerDelta> add(String... data) {
    List<AnswerDelta> deltas = new ArrayList<>();
    for (String each : data) {
      deltas.addAll(assembler.add(new StreamEvent(null, each.replace('\'', '"'))));
    }
    return deltas;
  }

  @Test
  void shouldAskForAStreamAtThePathOfMessages() {
    // Given
    ObjectNode body = Json.object();

    // When
    new AnthropicMessages(null).stream().ask(body);

    // Then
    assertThat(body.toString()).isEqualTo("{\"stream\":true}");
  }

  @Test
  void shouldKeepACountThatIsToldAgainAsZero() {
    // When
    add(
        "{'type':'message_start','message':{'id':'m','usage':{'input_tokens':9,'output_tokens':1}}}",
        "{'type':'message_delta','delta':{'stop_reason':'end_turn'},"
            + "'usage':{'input_tokens':0,'cache_read_input_tokens':null,'output_tokens':7}}");

    // Then
    assertThat(assembler.reply().path("usage").toString())
        .isEqualTo("{\"input_tokens\":9,\"output_tokens\":7}");
  }

  @Test
  void shouldTakeArgumentsThatComeWithTheStartOfACall() {
    // When
    List<AnswerDelta> deltas =
        add(
            "{'type':'message_start','message':{}}",
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'tool_use','id':'c','name':'f','input':{'a':1}}}",
            "{'type':'content_block_stop','index':0}");

    // Then
    assertThat(deltas)
        .containsExactly(
            new AnswerDelta.ToolCallBegun(0, "c", "f", false),
            new AnswerDelta.ToolArguments(0, "{\"a\":1}"));
    assertThat(assembler.reply().at("/content/0/input/a").asInt()).isEqualTo(1);
  }

  @Test
  void shouldTellBlocksApartThatAllHaveTheSameIndex() {
    // When
    List<AnswerDelta> deltas =
        add(
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'a'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'tool_use','id':'c','name':'f','input':{}}}",
            "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}");

    // Then
    assertThat(deltas)
        .containsExactly(
            new AnswerDelta.Text("a"),
            new AnswerDelta.ToolCallBegun(0, "c", "f", false),
            new AnswerDelta.ToolArguments(0, "{}"));
    assertThat(assembler.reply().path("content")).hasSize(2);
  }

  @Test
  void shouldTakeAnErrorThatIsNamedOnlyByItsEvent() {
    // When
    assembler.add(new StreamEvent("error", "upstream connect error"));

    // Then
    assertThat(assembler.isComplete()).isTrue();
    assertThat(new AnthropicMessages(null).error(assembler.reply())).isNotNull();
    assertThat(assembler.reply().at("/error/message").asText()).isEqualTo("upstream connect error");
  }

  @Test
  void shouldKeepTheMessageThatIsWholeWhateverFollows() {
    // When
    add(
        "{'type':'message_start','message':{'id':'m'}}",
        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'a'}}",
        "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}",
        "{'type':'message_stop'}",
        "{'type':'error','error':{'type':'api_error','message':'late'}}");

    // Then
    assertThat(assembler.reply().path("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(assembler.reply().has("error")).isFalse();
  }
}
