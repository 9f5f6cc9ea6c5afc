package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.StartException;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLinesTest {

  private static List<RequestLine> parse(String text) throws StartException {
    return RequestLines.parse(text, "r.jsonl", id -> id + "-x1");
  }

  private static CompletionRequest only(String text) throws StartException {
    List<RequestLine> lines = parse(text);
    assertThat(lines).hasSize(1);
    return Objects.requireNonNull(lines.get(0).request());
  }

  @Test
  void shouldReadEveryFieldOfARequest() throws Exception {
    // When
    CompletionRequest request =
        only(
            """
            {"tenant": "acme", "request_id": "r-1", "model": "chat", "key_id": "web", "user": "u",\
             "messages": [{"role": "system", "content": "Be brief.", "name": "boss"},\
             {"role": "user", "content": [{"type": "text", "text": "this?",\
             "cache_control": {"type": "ephemeral", "ttl": "1h"}},\
             {"type": "image_url", "image_url": {"url": "https://i.example/1.png", "detail": "low"}}]},\
             {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function",\
             "function": {"name": "f", "arguments": "{}"}}]},\
             {"role": "tool", "content": "42", "tool_call_id": "c1"}],\
             "temperature": 0, "top_p": 0.5, "max_output_tokens": 9, "stop": ["."], "seed": 7,\
             "presence_penalty": 1, "frequency_penalty": -1, "extra_body": {"logprobs": true},\
             "fallbacks": ["other"], "metadata": {"a": "b"}, "priority": 3, "batch": true, "on_limit": "wait",\
             "stream": true, "deadline": "2026-12-31T23:59:59Z"}
            """);

    // Then
    assertThat(request.getRequestId()).isEqualTo("r-1-x1");
    assertThat(request.getModel()).isEqualTo("chat");
    assertThat(request.getKeyId()).isEqualTo("web");
    assertThat(request.getMessages())
        .extracting(message -> message.getRole())
        .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL);
    assertThat(request.getMessages().get(0).getName()).isEqualTo("boss");
    assertThat(request.getMessages().get(1).getParts())
        .extracting(part -> part.getType())
        .containsExactly(ContentPartType.TEXT, ContentPartType.IMAGE_URL);
    assertThat(request.getMessages().get(1).getParts().get(0).getCacheTtl()).isEqualTo("1h");
    assertThat(request.getMessages().get(2).getToolCalls().get(0).getName()).isEqualTo("f");
    assertThat(request.getMessages().get(3).getToolCallId()).isEqualTo("c1");
    assertThat(request.getSampling())
        .isEqualTo(new dev.sluice.v1.Sampling(0.0, 0.5, 9, List.of("."), 7L, 1.0, -1.0));
    assertThat(request.getExtraBody()).isEqualTo("{\"logprobs\":true}");
    assertThat(request.getFallbacks().get(0).getTo()).isEqualTo("other");
    assertThat(request.getMetadata()).isEqualTo(Map.of("a", "b"));
    assertThat(request.getDeadline()).isEqualTo(Instant.parse("2026-12-31T23:59:59Z"));
    assertThat(request.getPriority()).isEqualTo(3);
    assertThat(request.getOnLimit()).hasToString("WAIT");
    assertThat(request.getStream()).isTrue();
  }

  @Test
  void shouldReadRawBytesAndWhatIsExpected() throws Exception {
    // When
    List<RequestLine> lines =
        parse(
            """

            {"tenant": "acme", "raw_base64": "AAEC", "expect": "unreadable", "expect_status": 400}
            """);

    // Then
    assertThat(lines).hasSize(1);
    RequestLine line = lines.get(0);
    assertThat(line.number()).isEqualTo(2);
    assertThat(line.raw()).containsExactly(0, 1, 2);
    assertThat(line.request()).isNull();
    assertThat(line.expected())
        .isEqualTo(new Expectation(Expectation.End.UNREADABLE, null, 400, false));
  }

  @Test
  void shouldLeaveBadRequestsToAdmission() throws Exception {
    // When
    CompletionRequest request =
        only(
            "{\"tenant\": \"acme\", \"model\": \"\", \"messages\": [], \"extra_body\": {\"n\": 5}}");

    // Then
    assertThat(request.getMessages()).isEmpty();
    assertThat(request.getRequestId()).hasSize(36);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"model\": \"m\", \"messages\": []} | tenant is missing",
        "{\"tenant\": \"t\", \"messages\": []} | model is missing",
        "{\"tenant\": \"t\", \"model\": \"m\"} | messages is missing",
        "{\"tenant\": \"t\", \"modle\": \"m\"} | unknown field 'modle'; there are batch, deadline, expect",
        "{\"tenant\": \"t\", \"tenant\": \"u\"} | Duplicate field 'tenant'",
        "{\"tenant\": \"t\", \"priority\": \"high\"} | the field 'priority' can't be read as Integer",
        "{\"tenant\": \"t\", \"raw_base64\": \"*\"} | raw_base64 is not valid Base64",
        "{\"tenant\": \"t\", \"expect\": \"won\"} | expect is one of completed, failed, rejected",
        "{\"tenant\": \"t\", \"model\": \"m\", \"messages\": [{\"role\": \"boss\"}]} | role is one of",
        "{\"tenant\": \"t\", \"model\": \"m\", \"messages\": [], \"deadline\": \"soon\"} | deadline must be a time",
        "{\"tenant\": \"t\" | not a request: Unexpected end-of-input",
        "null | expected a JSON object",
        "[] | not a request: ",
      })
  void shouldNameTheLineOfAMistake(String line, String mistake) {
    assertThatThrownBy(() -> parse("\n" + line))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("r.jsonl:2: ")
        .hasMessageContaining(mistake);
  }

  @Test
  void shouldReportAllMistakesTogether() {
    assertThatThrownBy(() -> parse("{}\n{\"tenant\": 1}\nx"))
        .hasMessageContainingAll("r.jsonl:1: ", "r.jsonl:2: ", "r.jsonl:3: ");
  }

  @Test
  void shouldRefuseFilesWithoutRequests(@TempDir Path dir) {
    assertThatThrownBy(() -> parse("\n")).hasMessage("r.jsonl: it contains no request");
    Path missing = dir.resolve("no.jsonl");
    assertThatThrownBy(() -> RequestLines.read(missing, UnaryOperator.identity()))
        .hasMessage(missing + ": no such file");
  }
}
