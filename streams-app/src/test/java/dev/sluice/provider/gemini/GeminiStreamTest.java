package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.Attempts;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import org.junit.jupiter.api.Test;

class GeminiStreamTest {
  private static final Gemini GEMINI = Gemini.geminiApi();

  @Test
  void shouldAskForServerSentEventsAtBothServices() {
    // Given
    Gemini vertex = Gemini.vertexAi("p", "global", null);

    // When
    String there = GEMINI.stream().path(Attempts.target("t", "p"));
    String atVertex = vertex.stream().path(Attempts.target("t", "p"));

    // Then
    assertThat(there).isEqualTo("/models/model-x:streamGenerateContent?alt=sse");
    assertThat(atVertex)
        .isEqualTo(
            "/v1/projects/p/locations/global/publishers/google/models/model-x"
                + ":streamGenerateContent?alt=sse");
  }

  @Test
  void shouldLetNobodyAskForArgumentsInPieces() {
    // Given
    ObjectNode body = Json.object();
    body.putObject("toolConfig")
        .putObject("functionCallingConfig")
        .put("mode", "ANY")
        .put("streamFunctionCallArguments", true);

    // When
    GEMINI.stream().ask(body);

    // Then
    assertThat(body.toString())
        .isEqualTo("{\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}}}");
  }

  @Test
  void shouldKeepASignedPartApartFromThoseAroundIt() {
    // Given
    ReplyAssembler assembler = GEMINI.stream().assembler();

    // When
    for (String part :
        new String[] {
          "{'text':'a'}",
          "{'text':'b'}",
          "{'text':'c','thoughtSignature':'s'}",
          "{'text':'d'}",
          "{'text':'e','thought':true}",
          "{'text':'f','thought':true}",
          "{'functionCall':{'name':'g','args':{}}}",
          "{'text':'','thoughtSignature':'t'}"
        }) {
      assembler.add(
          new StreamEvent(
              null,
              "{\"candidates\":[{\"content\":{\"parts\":["
                  + part.replace('\'', '"')
                  + "]}},{\"index\":1,\"content\":{\"parts\":[{\"text\":\"other\"}]}}]}"));
    }

    // Then
    JsonNode parts = assembler.reply().at("/candidates/0/content/parts");
    assertThat(parts.toString().replace('"', '\''))
        .isEqualTo(
            "[{'text':'ab'},{'text':'c','thoughtSignature':'s'},{'text':'d'},"
                + "{'text':'ef','thought':true},{'functionCall':{'name':'g','args':{}}},"
                + "{'thoughtSignature':'t'}]");
  }
}
