package dev.sluice.provider.http;

import static dev.sluice.provider.http.AnthropicRequests.TOOLS;
import static dev.sluice.provider.http.AnthropicRequests.attempt;
import static dev.sluice.provider.http.AnthropicRequests.extra;
import static dev.sluice.provider.http.AnthropicRequests.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model of Anthropic's takes of reasoning efforts and of JSON schemas. */
class AnthropicThinkingAndSchemasTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-3-5-haiku-20241022|high|{}",
        "claude-3-7-sonnet-latest|low|{'thinking':{'type':'enabled','budget_tokens':1024}}",
        "claude-opus-4-1-20250805|high|{'thinking':{'type':'enabled','budget_tokens':3276}}",
        "anthropic.claude-sonnet-4-5-20250929-v1:0|medium|{'thinking':{'type':'enabled','budget_tokens':2048}}",
        "claude-opus-4-6|xhigh|{'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}",
        "claude-opus-4-7|xhigh|{'thinking':{'type':'adaptive'},'output_config':{'effort':'xhigh'}}",
        "claude-opus-4-8|none|{}",
        "anthropic/claude-opus-5|none|{'thinking':{'type':'disabled'}}",
        "claude-sonnet-5-5|none|{'thinking':{'type':'between_tools'}}",
        "claude-fable-5-1|none|{'output_config':{'effort':'low'}}",
        "claude-haiku-5-5|minimal|{'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
        "claude-opus-latest|high|{'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}",
        "claude-3-opus-20240229|high|{}",
        "claude-opus-4-20250514|low|{'thinking':{'type':'enabled','budget_tokens':1024}}",
        "anthropic/claude-opus-4.6|low|{'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
        "claude-internal|low|{'thinking':{'type':'enabled','budget_tokens':1024}}",
        "MiniMax-M2|medium|{'thinking':{'type':'enabled','budget_tokens':2048}}"
      })
  void shouldAskForThinkingInTheFormThatTheModelTakes(String model, String effort, String theirs)
      throws IOException {
    // When
    String sent = extra(model, "{'reasoning_effort':'" + effort + "'}");

    // Then
    assertThat(sent).isEqualTo(theirs);
  }

  @Test
  void shouldNotSpendAShortAnswerOnThinking() throws IOException {
    // Given
    Sampling two = new Sampling(null, null, 2000, null, null, null, null);

    // When
    String sent = extra("claude-sonnet-4-5", "{'reasoning_effort':'high'}", two);

    // Then
    assertThat(sent).isEqualTo("{}");
  }

  @Test
  void shouldTurnOffWhatThinksAnywayWhereAToolCallIsDemanded() throws IOException {
    // When
    String sent =
        extra("claude-opus-5", "{'reasoning_effort':'max'," + TOOLS + ",'tool_choice':'required'}");

    // Then
    assertThat(sent)
        .contains("'thinking':{'type':'disabled'}", "'output_config':{'effort':'high'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer','minimum':1,'maximum':10,'description':'A number'}|{'type':'integer','description':'A number\\n\\n{minimum: 1, maximum: 10}'}",
        "{'type':'array','items':{'type':'string'},'minItems':1}|{'type':'array','items':{'type':'string'},'minItems':1}",
        "{'type':'array','items':{'type':'string'},'minItems':3}|{'type':'array','items':{'type':'string'},'description':'{minItems: 3}'}",
        "{'type':'string','format':'regex'}|{'type':'string','description':'{format: regex}'}",
        "{'type':'string','format':'uuid','enum':['a']}|{'type':'string','format':'uuid','enum':['a']}",
        "{'oneOf':[{'type':'string'},{'const':1}]}|{'anyOf':[{'type':'string'},{'const':1}]}",
        "{'type':['integer','null'],'minimum':0,'description':'d'}|{'anyOf':[{'type':'integer','description':'{minimum: 0}'},{'type':'null'}],'description':'d'}",
        "{'properties':{'a':{'type':'boolean'}},'additionalProperties':true}|{'type':'object','properties':{'a':{'type':'boolean'}},'additionalProperties':false}",
        "{'$defs':{'a':{'type':'string','maxLength':2}},'$ref':'#/$defs/a'}|{'$defs':{'a':{'type':'string','description':'{maxLength: 2}'}},'$ref':'#/$defs/a'}",
      })
  void shouldPutConstraintsOfASchemaIntoItsDescription(String ours, String theirs)
      throws IOException {
    // Given
    String extra =
        "{'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':%s}}}";

    // When
    String sent = extra("claude-sonnet-4-5", extra.formatted(ours));

    // Then
    assertThat(sent)
        .isEqualTo(
            "{'output_config':{'format':{'type':'json_schema','schema':%s}}}".formatted(theirs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|allows a value of any type",
        "{'type':'object','properties':{'a':{'description':'anything'}}}|allows a value of any type",
        "{'type':'object','additionalProperties':{'type':'string'}}|allows properties of any name",
        "{'$ref':'https://example.com/s.json'}|refers to another document",
        "{'$defs':{'a':{'type':'object','properties':{'b':{'$ref':'#/$defs/a'}}}},'$ref':'#/$defs/a'}|is recursive",
        "true|is no schema of an object",
      })
  void shouldLeaveToOtherTargetsASchemaThatTheSubsetCannotExpress(String schema, String complaint)
      throws IOException {
    // Given
    String extra =
        "{'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':%s}}}";

    // When
    FailureException refused =
        refused(
            attempt(
                "claude-sonnet-4-5",
                "[{'role':'user','content':'hi'}]",
                extra.formatted(schema),
                Sampling.NONE));

    // Then
    assertThat(refused).hasMessageContaining(complaint);
    assertThat(refused.failure().type()).isEqualTo(FailureType.UNSUPPORTED_PARAMETERS);
  }
}
