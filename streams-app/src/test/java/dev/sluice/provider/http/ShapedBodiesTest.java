package dev.sluice.provider.http;

import static dev.sluice.provider.http.Shaped.chat;
import static dev.sluice.provider.http.Shaped.claude;
import static dev.sluice.provider.http.Shaped.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Parameters, roles and content as each vendor documents them, or as its users found out. */
class ShapedBodiesTest {
  private static final String WISHES =
      "{'reasoning_summary':'auto','truncation':'auto','max_tool_calls':3}";

  private static final Sampling EVERYTHING =
      new Sampling(1.5, 0.5, 1_000_000, List.of("a", "b"), 7L, 0.5, 0.5);

  @ParameterizedTest
  @CsvSource({
    // host, model, field for the most tokens
    "api.openai.com,gpt-4o,max_completion_tokens",
    "api.openai.com,o3,max_completion_tokens",
    "api.mistral.ai,mistral-large-latest,max_tokens",
    "api.deepseek.com,deepseek-v4-pro,max_tokens",
    "api.together.xyz,meta-llama/Llama-4,max_tokens",
    "localhost:11434,qwen3,max_tokens",
    "localhost:8000,unheard-of,max_completion_tokens",
  })
  void shouldNameTheMaximumAsTheServerDoes(String host, String model, String field) {
    // When
    JsonNode body = chat(host, model).asking(Sampling.NONE.withMaxOutputTokens(100)).body();

    // Then
    assertThat(body.path(field).asInt()).isEqualTo(100);
    assertThat(Json.names((ObjectNode) body)).containsExactly("model", "messages", field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // host, model, what remains of all sampling parameters
        "api.openai.com|o3|{'max_completion_tokens':100000,'seed':7}",
        "api.openai.com|gpt-5-mini|{'max_completion_tokens':128000,'seed':7}",
        "api.openai.com|gpt-4o|{'temperature':1.5,'top_p':0.5,'max_completion_tokens':16384,"
            + "'stop':['a','b'],'seed':7,'presence_penalty':0.5,'frequency_penalty':0.5}",
        "openrouter.ai|openai/o4-mini|{'max_completion_tokens':100000,'seed':7}",
        "api.openai.com|gpt-5.2|{'temperature':1.5,'top_p':0.5,'max_completion_tokens':128000,"
            + "'seed':7}",
        "api.openai.com|gpt-5-chat-latest|{'temperature':1.5,'top_p':0.5,"
            + "'max_completion_tokens':16384,'stop':['a','b'],'seed':7,'presence_penalty':0.5,"
            + "'frequency_penalty':0.5}",
        "api.x.ai|grok-4.6|{'temperature':1.5,'top_p':0.5,'max_completion_tokens':1000000,"
            + "'seed':7}",
        "api.mistral.ai|codestral-latest|{'temperature':1.5,'top_p':0.5,'max_tokens':1000000,"
            + "'stop':['a','b'],'presence_penalty':0.5,'frequency_penalty':0.5,'random_seed':7}",
        "api.cerebras.ai|llama3.1-8b|{'temperature':1.5,'top_p':0.5,"
            + "'max_completion_tokens':1000000,'stop':['a','b'],'seed':7}",
        "generativelanguage.googleapis.com|gemini-3-pro|{'temperature':1.5,'top_p':0.5,"
            + "'max_completion_tokens':1000000,'stop':['a','b']}",
        "api.moonshot.ai|kimi-k2.6|{'max_tokens':1000000,'stop':['a','b'],'seed':7}",
        "api.moonshot.ai|moonshot-v1-8k|{'temperature':1.0,'top_p':0.5,'max_tokens':1000000,"
            + "'stop':['a','b'],'seed':7,'presence_penalty':0.5,'frequency_penalty':0.5}",
        "api.z.ai|glm-4.6|{'temperature':1.0,'top_p':0.5,'max_tokens':1000000,'stop':['a']}",
        "api.minimax.io|MiniMax-M2|{'temperature':1.0,'top_p':0.5,"
            + "'max_completion_tokens':1000000,'stop':['a','b'],'seed':7}",
      })
  void shouldSendTheSamplingParametersThatTheModelTakes(String host, String model, String left) {
    // When
    JsonNode body = chat(host, model).asking(EVERYTHING).body();

    // Then
    ObjectNode sampling = (ObjectNode) body;
    sampling.remove(List.of("model", "messages", "stream", "stream_options"));
    assertThat(sampling).isEqualTo(Json.parse(left.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "claude-opus-4-7|{'max_tokens':128000,'stop_sequences':['a','b']}",
        "claude-opus-5|{'max_tokens':1000000,'stop_sequences':['a','b']}",
        "claude-sonnet-5-20260630|{'max_tokens':1000000,'stop_sequences':['a','b']}",
        "claude-sonnet-4-5-20250929|{'max_tokens':64000,'temperature':1.0,"
            + "'stop_sequences':['a','b']}",
        "claude-haiku-4-5|{'max_tokens':64000,'temperature':1.0,'stop_sequences':['a','b']}",
        "claude-3-5-sonnet-20241022|{'max_tokens':8192,'temperature':1.0,'top_p':0.5,"
            + "'stop_sequences':['a','b']}",
      })
  void shouldSendTheSamplingParametersThatClaudeTakes(String model, String left) {
    // When
    JsonNode body = claude(model).asking(EVERYTHING).body();

    // Then
    ObjectNode sampling = (ObjectNode) body;
    sampling.remove(List.of("model", "messages", "metadata", "stream"));
    assertThat(sampling).isEqualTo(Json.parse(left.replace('\'', '"')));
  }

  @Test
  void shouldRecordWhatWasChangedWithoutWhatTheRequestSays() {
    // When
    List<String> adjustments =
        claude("claude-sonnet-4-5")
            .asking(new Sampling(1.5, 0.5, 100_000, List.of(" \n", "secret"), 7L, null, null))
            .with("{'logit_bias':{'secret':1},'store':true}")
            .adjustments();

    // Then
    assertThat(adjustments)
        .containsExactly(
            "temperature 1.5 -> 1.0",
            "top_p dropped",
            "max_output_tokens 100000 -> 64000",
            "stop texts of white space dropped",
            "seed dropped",
            "logit_bias dropped",
            "store dropped");
  }

  @Test
  void shouldKeepTheCallersParameterWhereTheOperatorsDoesNotGoWithIt() {
    // Given
    Shaped sonnet = claude("claude-sonnet-4-6");
    Shaped cold =
        sonnet.at(
            new Target(
                "t",
                "p",
                "claude-sonnet-4-6",
                temperature(0.2),
                null,
                sonnet.target().timeout(),
                null,
                sonnet.target().profile()));

    // When
    JsonNode body = cold.asking(new Sampling(null, 0.5, null, null, null, null, null)).body();

    // Then
    assertThat(body.path("top_p").asDouble()).isEqualTo(0.5);
    assertThat(body.has("temperature")).isFalse();
  }

  @Test
  void shouldLeaveOutSamplingWhereAModelReasons() {
    // When
    JsonNode body =
        chat("api.openai.com", "gpt-5.2")
            .asking(temperature(0.2))
            .with("{'reasoning_effort':'high'}")
            .body();

    // Then
    assertThat(body.has("temperature")).isFalse();
    assertThat(body.path("reasoning_effort").asText()).isEqualTo("high");
  }

  @Test
  void shouldTreatSamplingInTheExtraBodyLikeAnyOther() {
    // When
    JsonNode body =
        claude("claude-opus-4-8")
            .with("{'temperature':0,'top_k':4,'stop':['END','  '],'seed':3}")
            .body();

    // Then
    assertThat(body.path("stop_sequences").toString()).isEqualTo("[\"END\"]");
    assertThat(body.has("temperature") || body.has("top_k") || body.has("seed")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "api.deepseek.com,deepseek-chat,system",
    "api.mistral.ai,mistral-small-latest,system",
    "api.groq.com,llama-3.3-70b-versatile,system",
    "localhost:11434,llama3,system",
    "localhost:8000,unheard-of,system",
    "api.openai.com,gpt-4o,developer",
    "api.openai.com,o3,developer",
    "localhost:4000,openai/gpt-oss-20b,system",
  })
  void shouldGiveInstructionsTheRoleThatTheModelKnows(String host, String model, String role) {
    // When
    JsonNode body =
        chat(host, model)
            .saying(Message.text(Role.DEVELOPER, "be brief"), Message.text(Role.USER, "hi"))
            .body();

    // Then
    assertThat(body.path("messages").path(0).path("role").asText()).isEqualTo(role);
  }

  @Test
  void shouldSendFieldsThatOnlyOpenAiKnowsToOpenAiAlone() {
    // Given
    String only =
        "{'prompt_cache_key':'k','safety_identifier':'s','verbosity':'low','store':true,"
            + "'metadata':{'a':'b'},'logit_bias':{'1':1},'frob':1,"
            + "'response_format':{'type':'json_object'}}";

    // Then
    assertThat(names(chat("api.openai.com", "gpt-5").with(only)))
        .contains("prompt_cache_key", "safety_identifier", "verbosity", "store", "metadata");
    assertThat(names(chat("api.mistral.ai", "mistral-small-latest").with(only)))
        .containsExactly("model", "messages", "response_format");
    assertThat(names(chat("generativelanguage.googleapis.com", "gemini-3-pro").with(only)))
        .containsExactly("model", "messages", "response_format");
    assertThat(names(chat("api.groq.com", "llama-3.3-70b-versatile").with(only)))
        .containsExactly("model", "messages", "frob", "response_format");
    assertThat(names(claude("claude-haiku-4-5").with("{'prompt_cache_key':'k','store':true}")))
        .doesNotContain("prompt_cache_key", "store");
  }

  @Test
  void shouldLeaveOutAnEffortThatAModelDoesNotKnow() {
    // Given
    String effort = "{'reasoning_effort':'low','verbosity':'low'}";

    // Then
    assertThat(names(chat("api.openai.com", "gpt-4o-mini").with(effort)))
        .containsExactly("model", "messages");
    assertThat(names(chat("api.x.ai", "grok-4-0709").with(effort)))
        .containsExactly("model", "messages", "verbosity");
    assertThat(names(chat("api.x.ai", "grok-4.6").with(effort))).contains("reasoning_effort");
  }

  @Test
  void shouldFitToolsAndSchemasToStrictMode() {
    // When
    Shaped shaped =
        chat("api.openai.com", "gpt-4o")
            .with(
                "{'tools':[{'type':'function','function':{'name':'f','parameters':{}}},"
                    + "{'type':'function','function':{'name':'g'}}],"
                    + "'response_format':{'type':'json_schema','json_schema':{'name':'n',"
                    + "'strict':true,'schema':{'type':'object','allOf':[{}],"
                    + "'properties':{'not':{'type':'object','properties':{}}}}}}}");

    // Then
    String empty = "{\"type\":\"object\",\"properties\":{}}";
    JsonNode tools = shaped.body().path("tools");
    assertThat(tools.path(0).path("function").path("parameters").toString()).isEqualTo(empty);
    assertThat(tools.path(1).path("function").path("parameters").toString()).isEqualTo(empty);
    assertThat(shaped.body().path("response_format").path("json_schema").path("schema").toString())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"not\":{\"type\":\"object\",\"properties\":{},"
                + "\"additionalProperties\":false}},\"additionalProperties\":false}");
    assertThat(shaped.adjustments())
        .contains("additionalProperties set to false in a strict schema");
    assertThat(shaped.adjustments()).contains("schema keywords dropped: allOf");
  }

  @Test
  void shouldNotChooseAmongToolsWhereThereAreNone() {
    // When
    Shaped shaped =
        chat("api.openai.com", "gpt-4o")
            .with("{'tools':[],'tool_choice':'auto','parallel_tool_calls':true}");

    // Then
    assertThat(names(shaped)).containsExactly("model", "messages");
  }

  @Test
  void shouldCallImagesByTheirRegisteredType() {
    // Given
    ContentPart.Image image = new ContentPart.Image("data:image/jpg;base64,AAAA", null);

    // When
    JsonNode body =
        chat("api.openai.com", "gpt-4o").saying(SampleRequests.message(Role.USER, image)).body();

    // Then
    assertThat(body.findValue("url").asText()).isEqualTo("data:image/jpeg;base64,AAAA");
  }

  @Test
  void shouldLeaveOutNamesOfSpeakersThatAServerRefuses() {
    // Given
    Message ann =
        new Message(Role.USER, List.of(new ContentPart.Text("hi")), "ann", null, List.of());

    // Then
    assertThat(chat("api.groq.com", "x").saying(ann).body().findValue("name")).isNull();
    assertThat(chat("api.mistral.ai", "x").saying(ann).body().findValue("name")).isNull();
    assertThat(chat("api.openai.com", "gpt-4o").saying(ann).body().findValue("name")).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "AZURE_OPENAI", "ANTHROPIC"})
  void shouldLeaveOutWishesThatOnlyTheResponsesApiKnows(ProviderKind kind) {
    // Given
    Shaped request = Shaped.at(kind, "api.openai.com", "gpt-5").with(WISHES);

    // When
    JsonNode body = request.body();

    // Then
    assertThat(Json.names((ObjectNode) body))
        .doesNotContain("reasoning", "reasoning_summary", "truncation", "max_tool_calls");
    assertThat(request.adjustments())
        .contains("reasoning_summary dropped", "truncation dropped", "max_tool_calls dropped");
  }

  @Test
  void shouldTellTheResponsesApiOfWishes() {
    // When
    JsonNode body =
        Shaped.at(ProviderKind.OPENAI_RESPONSES, "api.openai.com", "gpt-5").with(WISHES).body();

    // Then
    assertThat(body.at("/reasoning/summary").asText()).isEqualTo("auto");
    assertThat(body.path("truncation").asText()).isEqualTo("auto");
    assertThat(body.path("max_tool_calls").asInt()).isEqualTo(3);
  }

  @Test
  void shouldLeaveOutWhatTheResponsesApiHasNoFieldFor() {
    // When
    Shaped shaped =
        Shaped.at(ProviderKind.OPENAI_RESPONSES, "api.openai.com", "gpt-4.1")
            .asking(new Sampling(0.5, null, null, null, 7L, 0.5, null))
            .with("{'logit_bias':{}}");

    // Then
    assertThat(names(shaped)).containsExactly("model", "input", "store", "temperature");
    assertThat(shaped.adjustments())
        .containsExactly("seed dropped", "presence_penalty dropped", "logit_bias dropped");
  }

  private static List<String> names(Shaped shaped) {
    return Json.names((ObjectNode) shaped.body());
  }
}
