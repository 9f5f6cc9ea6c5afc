package dev.sluice.provider.http;

import static dev.sluice.provider.http.GeminiRequests.attempt;
import static dev.sluice.provider.http.GeminiRequests.body;
import static dev.sluice.provider.http.GeminiRequests.calls;
import static dev.sluice.provider.http.GeminiRequests.contents;
import static dev.sluice.provider.http.GeminiRequests.json;
import static dev.sluice.provider.http.GeminiRequests.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.gemini.Gemini;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What messages become in Gemini's form. */
class GeminiMessagesTest {
  @Test
  void shouldWriteResultsInTheOrderOfTheirCallsAndBeforeWhatWasSaidSince() {
    // When
    JsonNode contents =
        contents(
            "gemini-2.5-flash",
            Message.text(Role.USER, "a"),
            calls(List.of(), new ToolCall("1", "f", "{}"), new ToolCall("2", "g", "")),
            Message.text(Role.USER, "b"),
            result("2", "{\"celsius\":3}"),
            result("1", "[1]"),
            Message.text(Role.USER, ""),
            Message.text(Role.USER, "c"));

    // Then
    assertThat(contents)
        .isEqualTo(
            json(
                "[{'role':'user','parts':[{'text':'a'}]},{'role':'model','parts':["
                    + "{'functionCall':{'id':'1','name':'f','args':{}}},"
                    + "{'functionCall':{'id':'2','name':'g','args':{}}}]},"
                    + "{'role':'user','parts':["
                    + "{'functionResponse':{'id':'1','name':'f','response':{'output':'[1]'}}},"
                    + "{'functionResponse':{'id':'2','name':'g','response':{'celsius':3}}}]},"
                    + "{'role':'user','parts':[{'text':'b'},{'text':'c'}]}]"));
  }

  @Test
  void shouldTellApartCallsOfTheSameIdInDifferentTurns() {
    // When
    JsonNode contents =
        contents(
            "gemini-2.5-flash",
            Message.text(Role.USER, "a"),
            calls(List.of(), new ToolCall("c", "f", "{}")),
            result("c", "first"),
            calls(List.of(), new ToolCall("c", "g", "{}")),
            result("c", "second"));

    // Then
    assertThat(contents.at("/2/parts/0/functionResponse/response/output").asText())
        .isEqualTo("first");
    assertThat(contents.at("/4/parts/0/functionResponse/response/output").asText())
        .isEqualTo("second");
  }

  @Test
  void shouldAskWithTheSystemMessageWhereThereIsNoOther() {
    // When
    JsonNode body =
        body(
            Fixtures.codec("gemini"),
            attempt(
                "gemini-2.5-flash",
                List.of(Message.text(Role.SYSTEM, "Say hi.")),
                Sampling.NONE,
                null));

    // Then
    assertThat(body).isEqualTo(json("{'contents':[{'role':'user','parts':[{'text':'Say hi.'}]}]}"));
  }

  @Test
  void shouldMarkCallsOfAnotherModelWhereSignaturesAreDemanded() {
    // Given
    ProviderState others =
        new ProviderState(
            ProviderState.GEMINI, "gemini-3-pro", "1", "{\"thoughtSignature\":\"sig\"}");
    Message twoCalls =
        calls(List.of(others), new ToolCall("1", "f", "{}"), new ToolCall("2", "g", "{}"));

    // When
    JsonNode contents =
        contents(
            "gemini-3-flash",
            Message.text(Role.USER, "a"),
            twoCalls,
            result("1", "x"),
            result("2", "y"));

    // Then
    assertThat(contents.at("/1/parts/0/thoughtSignature").asText())
        .isEqualTo("skip_thought_signature_validator");
    assertThat(contents.at("/1/parts/1").has("thoughtSignature")).isFalse();
  }

  @Test
  void shouldSendNoIdsOfCallsToVertexAi() {
    // Given
    ProviderCodec vertex = new ProviderCodec(Gemini.vertexAi("my-project", "global", "v1"));

    // When
    JsonNode contents =
        body(
                vertex,
                attempt(
                    "gemini-2.5-flash",
                    List.of(
                        Message.text(Role.USER, "a"),
                        calls(List.of(), new ToolCall("1", "f", "{}")),
                        result("1", "x")),
                    Sampling.NONE,
                    null))
            .path("contents");

    // Then
    assertThat(contents.at("/1/parts/0/functionCall")).isEqualTo(json("{'name':'f','args':{}}"));
    assertThat(contents.at("/2/parts/0/functionResponse"))
        .isEqualTo(json("{'name':'f','response':{'output':'x'}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data:image/PNG;base64,iVBO|{'inlineData':{'mimeType':'image/png','data':'iVBO'}}",
        "data:image/jpg;base64,iVBO|{'inlineData':{'mimeType':'image/jpeg','data':'iVBO'}}",
        "https://x.example/a.JPG?w=1|{'fileData':{'mimeType':'image/jpeg','fileUri':'https://x.example/a.JPG?w=1'}}",
        "https://youtu.be/9hE5-98ZeCg|{'fileData':{'mimeType':'video/mp4','fileUri':'https://youtu.be/9hE5-98ZeCg'}}"
      })
  void shouldSendImagesByDataOrByUrl(String url, String part) {
    // When
    JsonNode contents =
        contents(
            "gemini-2.5-flash",
            SampleRequests.message(Role.USER, new ContentPart.Image(url, null)));

    // Then
    assertThat(contents.at("/0/parts/0")).isEqualTo(json(part));
  }

  @ParameterizedTest
  @CsvSource({
    "audio/mpeg,audio/mp3",
    "audio/wav,audio/wav",
    "text/csv,text/csv",
    "video/mp4,video/mp4"
  })
  void shouldSendFilesAsInlineData(String mediaType, String theirs) {
    // When
    JsonNode contents =
        contents(
            "gemini-2.5-flash",
            SampleRequests.message(
                Role.USER, new ContentPart.File(ByteBuffer.wrap(new byte[] {1}), mediaType, "f")));

    // Then
    assertThat(contents.at("/0/parts/0/inlineData"))
        .isEqualTo(json("{'mimeType':'" + theirs + "','data':'AQ=='}"));
  }

  @Test
  void shouldSendImagesInTheResultsOfToolsFromGemini3On() {
    // Given
    Message image =
        new Message(
            Role.TOOL,
            List.of(
                new ContentPart.Text("done"),
                new ContentPart.Image("data:image/png;base64,iVBO", null)),
            null,
            "1",
            List.of());

    // When
    JsonNode contents =
        contents(
            "gemini-3-flash",
            Message.text(Role.USER, "a"),
            calls(List.of(), new ToolCall("1", "f", "{}")),
            image);

    // Then
    assertThat(contents.at("/2/parts/0/functionResponse"))
        .isEqualTo(
            json(
                "{'id':'1','name':'f','response':{'output':'done'},"
                    + "'parts':[{'inlineData':{'mimeType':'image/png','data':'iVBO'}}]}"));
  }

  static Stream<Arguments> unsendable() {
    ByteBuffer data = ByteBuffer.wrap(new byte[] {1});
    return Stream.of(
        Arguments.of(new ContentPart.File(data, "application/zip", null), "files of the type"),
        Arguments.of(new ContentPart.Image("data:image/gif;base64,R0", null), "image/gif"),
        Arguments.of(new ContentPart.Image("data:image/png,%89PNG", null), "not of the form"),
        Arguments.of(new ContentPart.Image("https://x.example/a", null), "only image URLs"),
        Arguments.of(new ContentPart.Image("http://x.example/a.png", null), "only image URLs"),
        // others of the same account may have put these there
        Arguments.of(new ContentPart.Image("gs://bucket/a.png", null), "only image URLs"),
        Arguments.of(
            new ContentPart.Image(
                "https://generativelanguage.googleapis.com/v1beta/files/a.png", null),
            "only image URLs"));
  }

  @ParameterizedTest
  @MethodSource("unsendable")
  void shouldLeavePartsThatGeminiDoesNotTakeToAnother(ContentPart part, String complaint) {
    // Given
    Attempt attempt =
        attempt(
            "gemini-2.5-flash",
            List.of(SampleRequests.message(Role.USER, part)),
            Sampling.NONE,
            null);

    // Then
    assertThatThrownBy(() -> Fixtures.codec("gemini").encode(attempt))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused ->
                assertThat(refused.failure().type()).isEqualTo(FailureType.UNSUPPORTED_PARAMETERS))
        .hasMessageContaining(complaint);
  }

  @Test
  void shouldLeaveACallWithoutItsResultToAnother() {
    // Given
    Attempt attempt =
        attempt(
            "gemini-2.5-flash",
            List.of(calls(List.of(), new ToolCall("c1", "f", "{}"))),
            Sampling.NONE,
            null);

    // Then
    assertThatThrownBy(() -> Fixtures.codec("gemini").encode(attempt))
        .hasMessageContaining("no tool call without its result: c1");
  }
}
