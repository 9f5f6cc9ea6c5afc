package dev.sluice.provider.http;

import static dev.sluice.provider.http.GeminiRequests.attempt;
import static dev.sluice.provider.http.GeminiRequests.body;
import static dev.sluice.provider.http.GeminiRequests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenAI's parameters become in Gemini's form. */
class GeminiRequestTest {
  private static final String TOOLS =
      "'tools':[{'type':'function','function':{'name':'f'}},"
          + "{'type':'function','function':{'name':'g'}}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gemini-2.5-flash|none|{'thinkingBudget':0,'includeThoughts':false}",
        "gemini-2.5-pro|none|{'thinkingBudget':128,'includeThoughts':false}",
        "gemini-2.5-flash|minimal|{'thinkingBudget':1024,'includeThoughts':true}",
        "gemini-2.5-flash-lite|low|{'thinkingBudget':1024,'includeThoughts':true}",
        "gemini-2.5-pro|medium|{'thinkingBudget':8192,'includeThoughts':true}",
        "gemini-2.5-pro|high|{'thinkingBudget':24576,'includeThoughts':true}",
        "gemini-3-flash-preview|none|{'thinkingLevel':'MINIMAL','includeThoughts':false}",
        "gemini-3-pro-preview|none|{'thinkingLevel':'LOW','includeThoughts':false}",
        "gemini-3-pro-preview|medium|{'thinkingLevel':'HIGH','includeThoughts':true}",
        "gemini-3.1-pro-preview|medium|{'thinkingLevel':'MEDIUM','includeThoughts':true}",
        "gemini-3.1-flash-lite|minimal|{'thinkingLevel':'MINIMAL','includeThoughts':true}",
        "gemini-3.7-flash|minimal|{'thinkingLevel':'LOW','includeThoughts':true}",
        "gemini-4-argon|xhigh|{'thinkingLevel':'HIGH','includeThoughts':true}",
        "gemini-flash-latest|low|{'thinkingLevel':'LOW','includeThoughts':true}",
        "publishers/google/models/gemini-2.5-flash|high|{'thinkingBudget':24576,'includeThoughts':true}"
      })
  void shouldThinkAsMuchAsTheEffortAsksForInTheModelsTerms(
      String model, String effort, String thinkingConfig) {
    // When
    JsonNode body = body(model, "{'reasoning_effort':'" + effort + "'}");

    // Then
    assertThat(body.at("/generationConfig/thinkingConfig")).isEqualTo(json(thinkingConfig));
    assertThat(body.has("reasoning_effort")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"gemini-2.0-flash,high", "endpoints/123,high", "gemini-3-flash,whatever"})
  void shouldLeaveTheThinkingToModelsThatTakeNoEffort(String model, String effort) {
    // When
    JsonNode body = body(model, "{'reasoning_effort':'" + effort + "'}");

    // Then
    assertThat(body.fieldNames()).toIterable().containsExactly("contents");
  }

  @Test
  void shouldLeaveOutWhatOnlyOpenAiKnows() {
    // When
    JsonNode body =
        body(
            "gemini-2.5-flash",
            "{'logit_bias':{},'logprobs':true,'top_logprobs':2,'metadata':{},'modalities':['text'],"
                + "'parallel_tool_calls':false,'prediction':{},'prompt_cache_key':'k',"
                + "'prompt_cache_retention':'24h','safety_identifier':'s','service_tier':'auto',"
                + "'store':true,'user':'u','verbosity':'low','web_search_options':{},"
                + "'presence_penalty':1,'frequency_penalty':1,'tool_choice':'auto'}");

    // Then
    assertThat(body.fieldNames()).toIterable().containsExactly("contents");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tool_choice':'required'|{'mode':'ANY'}",
        "'tool_choice':'none'|{'mode':'NONE'}",
        "'tool_choice':{'type':'function','function':{'name':'g'}}|{'mode':'ANY','allowedFunctionNames':['g']}",
        "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'g'}}]}}|{'mode':'ANY','allowedFunctionNames':['g']}"
      })
  void shouldPutTheToolChoiceIntoGeminisForm(String choice, String expected) {
    // When
    JsonNode body = body("gemini-2.5-flash", "{" + TOOLS + "," + choice + "}");

    // Then
    assertThat(body.at("/toolConfig/functionCallingConfig")).isEqualTo(json(expected));
    assertThat(body.at("/tools/0/functionDeclarations")).hasSize(2);
  }

  @Test
  void shouldDeclareOnlyTheToolsThatMayBeUsed() {
    // When
    JsonNode body =
        body(
            "gemini-2.5-flash",
            "{"
                + TOOLS
                + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto',"
                + "'tools':[{'type':'function','function':{'name':'g'}}]}}}");

    // Then
    assertThat(body.path("tools")).isEqualTo(json("[{'functionDeclarations':[{'name':'g'}]}]"));
    assertThat(body.has("toolConfig")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'tools':[{'googleSearch':{}}],'tool_choice':'required'}|{'tools':[{'googleSearch':{}}]}",
        "{'tool_config':{'retrievalConfig':{}},"
            + TOOLS
            + ",'tool_choice':'none'}|{'toolConfig':{'retrievalConfig':{},'functionCallingConfig':{'mode':'NONE'}},'tools':[{'functionDeclarations':[{'name':'f'},{'name':'g'}]}]}",
        "{'safetySettings':[{'category':'HARM_CATEGORY_HARASSMENT','threshold':'BLOCK_NONE'}]}|{'safetySettings':[{'category':'HARM_CATEGORY_HARASSMENT','threshold':'BLOCK_NONE'}]}",
        "{'generation_config':{'top_k':5,'max_output_tokens':9,'candidateCount':2,'maxOutputTokens':9}}|{'generationConfig':{'topK':5}}",
        "{'response_format':{'type':'json_object'}}|{'generationConfig':{'responseMimeType':'application/json'}}",
        "{'response_format':{'type':'text'}}|{}"
      })
  void shouldPutExtraFieldsIntoGeminisForm(String ours, String theirs) {
    // When
    ObjectNode body = (ObjectNode) body("gemini-2.5-flash", ours);

    // Then
    body.remove("contents");
    assertThat(body).isEqualTo(json(theirs));
  }

  @Test
  void shouldFoldASeedThatDoesNotFit() {
    // When
    JsonNode body =
        body(
            Fixtures.codec("gemini"),
            attempt(
                "gemini-2.5-flash",
                List.of(Message.text(Role.USER, "hi")),
                new Sampling(null, null, null, null, 1L << 40, 1.0, 1.0),
                null));

    // Then
    assertThat(body.path("generationConfig")).isEqualTo(json("{'seed':256}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cachedContent", "cached_content", "contents", "systemInstruction"})
  void shouldLetNoRequestSetWhatIsTheOperators(String field) {
    // Then
    assertThatThrownBy(() -> body("gemini-2.5-flash", "{'" + field + "':'x'}"))
        .hasMessageEndingWith("extra_body." + field + " may not be set for t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gemini-2.5-flash|{"
            + TOOLS
            + ",'response_format':{'type':'json_object'}}|no response_format together with tools",
        "gemini-2.5-flash|{'response_format':{'type':'grammar'}}|only the response_format types",
        "gemini-2.5-flash|{'tools':[{'type':'retrieval','retrieval':{}}]}|only tools of the type function",
        "gemini-2.5-flash|{'functions':[]}|does not take extra_body.functions"
      })
  void shouldLeaveFieldsWithoutCounterpartToAnother(String model, String extra, String complaint) {
    // Then
    assertThatThrownBy(() -> body(model, extra))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused ->
                assertThat(refused.failure().type()).isEqualTo(FailureType.UNSUPPORTED_PARAMETERS))
        .hasMessageContaining(complaint);
  }
}
