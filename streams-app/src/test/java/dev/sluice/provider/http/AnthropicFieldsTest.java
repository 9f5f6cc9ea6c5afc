package dev.sluice.provider.http;

import static dev.sluice.provider.http.AnthropicRequests.TOOLS;
import static dev.sluice.provider.http.AnthropicRequests.attempt;
import static dev.sluice.provider.http.AnthropicRequests.body;
import static dev.sluice.provider.http.AnthropicRequests.extra;
import static dev.sluice.provider.http.AnthropicRequests.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of a request in Anthropic's form, as its documentation and public reports have it. */
class AnthropicFieldsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{" + TOOLS + ",'tool_choice':'required'}|'tool_choice':{'type':'any'}",
        "{" + TOOLS + ",'tool_choice':{'type':'any'}}|'tool_choice':{'type':'any'}",
        "{"
            + TOOLS
            + ",'tool_choice':'none','parallel_tool_calls':false}|'tool_choice':{'type':'none'}",
        "{"
            + TOOLS
            + ",'parallel_tool_calls':false}|'tool_choice':{'type':'auto','disable_parallel_tool_use':true}",
        "{'tools':[{'type':'web_search_20250305','name':'web_search','max_uses':3}]}|{'type':'web_search_20250305','name':'web_search','max_uses':3}",
        "{'tools':[{'name':'g','input_schema':{}}]}|{'name':'g','input_schema':{'type':'object','properties':{}}}",
        "{'tools':[{'type':'function','function':{'name':'g','parameters':{'properties':{'a':{'type':'string'}}}}}]}|'input_schema':{'type':'object','properties':{'a':{'type':'string'}}}",
        "{'tools':[{'type':'function','function':{'name':'g','parameters':null}}]}|'input_schema':{'type':'object','properties':{}}",
        "{'tools':[{'type':'function','function':{'name':'g'}},{'type':'function','function':{'name':'h'}}],"
            + "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'h'}}]}}}"
            + "|{'tools':[{'name':'h','input_schema':{'type':'object','properties':{}}}],'tool_choice':{'type':'any'}}",
        "{'tools':[{'type':'function','function':{'name':'g','parameters':{'properties':{'a':{'type':'string'}},'anyOf':[{'required':['a']}]}}}]}|'input_schema':{'type':'object','properties':{'a':{'type':'string'}},'description':'{anyOf: [{\\'required\\':[\\'a\\']}]}'}",
        "{'service_tier':'auto'}|{'service_tier':'auto'}",
        "{'stop':['\\n','END']}|{'stop_sequences':['END']}",
        "{'metadata':{'user_id':'u-1','team':'a'}}|{'metadata':{'user_id':'u-1'}}",
        "{'safety_identifier':'s-1','metadata':{'user_id':'u-1'}}|{'metadata':{'user_id':'s-1'}}",
        "{'thinking':{'type':'enabled','budget_tokens':1024},'top_k':5,'temperature':0.3}|{'thinking':{'type':'enabled','budget_tokens':1024}}",
        "{'thinking':{'type':'enabled','budget_tokens':99999}}|{'thinking':{'type':'enabled','budget_tokens':3276}}",
        "{'thinking':{'type':'adaptive'}}|{'thinking':{'type':'enabled','budget_tokens':3276}}",
        "{'reasoning':{'effort':'low'}}|{'thinking':{'type':'enabled','budget_tokens':1024}}",
      })
  void shouldPutFieldsIntoAnthropicsForm(String ours, String theirs) throws IOException {
    // When
    String sent = extra("claude-sonnet-4-5", ours);

    // Then
    assertThat(sent).contains(theirs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tool_choice':'auto'}",
        "{'tool_choice':'none','parallel_tool_calls':false,'tools':[]}",
        "{'parallel_tool_calls':true}",
        "{'response_format':{'type':'text'}}",
        "{'service_tier':'flex'}",
        "{'modalities':['text'],'seed':1,'user':'u','reasoning_effort':null}",
        "{'verbosity':'low','logit_bias':{'1':2},'store':true,'prompt_cache_key':'k'}",
        "{'logprobs':true,'top_logprobs':2,'prompt_cache_retention':'24h','metadata':{'a':'b'}}",
        "{'output_config':{'effort':'low'}}"
      })
  void shouldLeaveOutWhatOnlySteersOrLabelsARequest(String ours) throws IOException {
    // When
    String sent = extra("claude-sonnet-4-5", ours);

    // Then
    assertThat(sent).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'system':'x'}|extra_body.system|INVALID_REQUEST",
        "{'container':'container_1'}|extra_body.container|INVALID_REQUEST",
        "{" + TOOLS + ",'tool_choice':'sometimes'}|extra_body.tool_choice|INVALID_REQUEST",
        "{'tool_choice':'required'}|extra_body.tool_choice|INVALID_REQUEST",
        "[]|extra_body|INVALID_REQUEST",
        "{"
            + TOOLS
            + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{}}}|extra_body.tool_choice|UNSUPPORTED_PARAMETERS",
        "{'response_format':{'type':'json_object'}}|extra_body.response_format|UNSUPPORTED_PARAMETERS",
        "{'tools':[{'type':'web_search'}]}|extra_body.tools[0]|UNSUPPORTED_PARAMETERS",
        "{'tools':[{'type':'retrieval','retrieval':{'name':'c'}}]}|extra_body.tools[0]|UNSUPPORTED_PARAMETERS",
        "{'tools':[{'type':'function','function':{'name':'a.b'}}]}|extra_body.tools[0]|UNSUPPORTED_PARAMETERS",
        "{'tools':[{'type':'function','function':{'name':'g','parameters':{'anyOf':[]}}}]}|extra_body.tools[0]|UNSUPPORTED_PARAMETERS",
        "{'tools':[{'type':'function','function':{'name':'g','parameters':{'type':'string'}}}]}|extra_body.tools[0]|UNSUPPORTED_PARAMETERS",
        "{'tools':{'f':1}}|extra_body.tools|INVALID_REQUEST",
        "{'web_search_options':{}}|extra_body.web_search_options|UNSUPPORTED_PARAMETERS",
        "{'modalities':['text','audio']}|extra_body.modalities|UNSUPPORTED_PARAMETERS",
        "{'made_up':1}|extra_body.made_up|UNSUPPORTED_PARAMETERS"
      })
  void shouldNameTheFieldThatCannotBeSent(String extra, String param, FailureType type)
      throws IOException {
    // When
    FailureException refused =
        refused(
            attempt("claude-sonnet-4-5", "[{'role':'user','content':'hi'}]", extra, Sampling.NONE));

    // Then
    assertThat(refused.failure().type()).isEqualTo(type);
    assertThat(refused.failure().facts().param()).isEqualTo(param);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jane@example.com", "+1 555 010 9999", "tel:+49 30 901820", "5550109999"})
  void shouldHideEndUsersThatCanBeCalledOrWrittenTo(String user) throws IOException {
    // When
    String once = extra("claude-sonnet-4-5", "{'safety_identifier':'" + user + "'}");
    String again = extra("claude-sonnet-4-5", "{'safety_identifier':'" + user + "'}");

    // Then
    assertThat(once).matches("\\{'metadata':\\{'user_id':'user_[0-9a-f]{64}'}}").isEqualTo(again);
  }

  @Test
  void shouldShortenTheNameOfAnEndUser() throws IOException {
    // When
    String sent = extra("claude-sonnet-4-5", "{'safety_identifier':'" + "u".repeat(300) + "'}");

    // Then
    assertThat(sent).matches("\\{'metadata':\\{'user_id':'user_[0-9a-f]{64}'}}");
  }

  @Test
  void shouldLetTheOperatorsFieldsPass() throws IOException {
    // Given
    Target target =
        new Target(
            "t",
            "p",
            "claude-sonnet-4-5",
            Sampling.NONE,
            "{\"betas_of_next_year\":true,\"metadata\":{\"user_id\":\"gateway\"},\"service_tier\":\"priority\"}",
            Duration.ofSeconds(20));
    Attempt attempt =
        SampleRequests.attempt(
            List.of(Message.text(Role.USER, "hi")),
            Sampling.NONE,
            "{\"metadata\":{\"user_id\":\"mine\"}}",
            target);

    // When
    JsonNode sent = body(attempt);

    // Then
    assertThat(sent.path("betas_of_next_year").asBoolean()).isTrue();
    assertThat(sent.path("metadata").path("user_id").asText()).isEqualTo("gateway");
    assertThat(sent.path("service_tier").asText()).isEqualTo("priority");
  }
}
