package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.failure.FailureException;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.openai.OpenAiChat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenAiChatRequestTest {
  private static final Target TARGET = Attempts.target("t", "openai");
  private static final List<Message> HI = List.of(Message.text(Role.USER, "hi"));

  private final ProviderCodec chat =
      new ProviderCodec(new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS));

  private static String body(ProviderCodec chat, Attempt attempt) {
    return UTF_8.decode(chat.encode(attempt).body()).toString();
  }

  private static Message message(
      Role role, List<ContentPart> parts, @Nullable String toolCallId, List<ToolCall> calls) {
    return new Message(role, parts, null, toolCallId, calls);
  }

  @Test
  void shouldWriteTextsToolCallsAndToolResults() {
    // Given
    ToolCall call = new ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}");
    List<Message> messages =
        List.of(
            Message.text(Role.SYSTEM, "be brief"),
            new Message(Role.USER, List.of(new ContentPart.Text("hi")), "ann", null, List.of()),
            message(Role.ASSISTANT, List.of(), null, List.of(call)),
            message(Role.TOOL, List.of(new ContentPart.Text("3 °C")), "call_1", List.of()),
            message(Role.USER, List.of(), null, List.of()));

    // When
    String body = body(chat, Attempts.attempt(TARGET, Attempts.request(messages, null)));

    // Then
    assertThat(body)
        .isEqualTo(
            "{\"model\":\"model-x\",\"messages\":["
                + "{\"role\":\"system\",\"content\":\"be brief\"},"
                + "{\"role\":\"user\",\"content\":\"hi\",\"name\":\"ann\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"weather\","
                + "\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},"
                + "{\"role\":\"tool\",\"content\":\"3 °C\",\"tool_call_id\":\"call_1\"},"
                + "{\"role\":\"user\",\"content\":\"\"}]}");
  }

  @Test
  void shouldWriteEachKindOfPart() {
    // Given
    ByteBuffer data = ByteBuffer.wrap("abc".getBytes(UTF_8));
    List<ContentPart> parts =
        List.of(
            new ContentPart.Text("look"),
            new ContentPart.Image("https://x/y.png", "low"),
            new ContentPart.Audio(data, "audio/mpeg"),
            new ContentPart.File(data, "application/pdf", "a.pdf"),
            new ContentPart.Refusal("no"));

    // When
    Attempt attempt =
        Attempts.attempt(
            TARGET, Attempts.request(List.of(message(Role.USER, parts, null, List.of())), null));
    String first = body(chat, attempt);

    // Then
    assertThat(first)
        .isEqualTo(
            "{\"model\":\"model-x\",\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"look\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\","
                + "\"detail\":\"low\"}},"
                + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"YWJj\","
                + "\"format\":\"mp3\"}},"
                + "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\","
                + "\"file_data\":\"data:application/pdf;base64,YWJj\"}},"
                + "{\"type\":\"refusal\",\"refusal\":\"no\"}]}]}");
    assertThat(body(chat, attempt)).isEqualTo(first);
  }

  @Test
  void shouldTakeTheTargetsSamplingWhereTheAttemptLeavesItOpen() {
    // Given
    Sampling asked = new Sampling(0.5, null, 100, List.of("END"), 7L, null, null);
    Sampling operators = new Sampling(1.0, 0.9, 5, null, null, 0.1, 0.2);
    Target target = new Target("t", "p", "m", operators, null, Duration.ofSeconds(1));

    // When
    Attempt attempt = Attempts.attempt("a", 1, target, Attempts.request(HI, null), asked);

    // Then
    String sampling =
        "\"temperature\":0.5,\"top_p\":0.9,\"%s\":100,\"stop\":[\"END\"],\"seed\":7,"
            + "\"presence_penalty\":0.1,\"frequency_penalty\":0.2}";
    assertThat(body(chat, attempt)).endsWith(sampling.formatted("max_completion_tokens"));
    assertThat(body(new ProviderCodec(new OpenAiChat("max_tokens")), attempt))
        .endsWith(sampling.formatted("max_tokens"));
  }

  @Test
  void shouldLetTheOperatorWinAndTheRequestChangeNothingThatWasDecided() {
    // Given
    String requests =
        "{\"model\":\"gpt-dear\",\"messages\":[],\"stream\":true,\"stream_options\":{},\"n\":9,"
            + "\"max_tokens\":9,\"max_completion_tokens\":9,\"temperature\":0.1,"
            + "\"tools\":[1],\"reasoning_effort\":\"high\"}";
    String operators = "{\"reasoning_effort\":\"low\",\"stream\":true,\"store\":false}";
    Target target = new Target("t", "p", "m", Sampling.NONE, operators, Duration.ofSeconds(1));

    // When
    String body = body(chat, Attempts.attempt(target, Attempts.request(HI, requests)));

    // Then
    assertThat(body)
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"temperature\":0.1,\"tools\":[1],\"reasoning_effort\":\"low\","
                + "\"store\":false}");
  }

  @Test
  void shouldRefuseAnExtraBodyThatIsNoObject() {
    // Given
    Request request = Attempts.request(HI, "[1]");

    // Then
    assertThatThrownBy(() -> chat.encode(Attempts.attempt(TARGET, request)))
        .isInstanceOf(FailureException.class)
        .hasMessage("caller/invalid_request: extra_body is not a JSON object");
  }

  @Test
  void shouldSendIdempotencyKeyAndOnlyAWellFormedTraceparent() {
    // Given
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    // When
    HttpCall good = chat.encode(traced(traceparent));
    HttpCall bad = chat.encode(traced(traceparent + "\r\nX-Evil: 1"));

    // Then
    assertThat(good.path()).isEqualTo("/chat/completions");
    assertThat(good.headers())
        .containsEntry("Idempotency-Key", "attempt-1")
        .containsEntry("traceparent", traceparent)
        .doesNotContainKey("Authorization");
    assertThat(bad.headers()).doesNotContainKey("traceparent");
  }

  private static Attempt traced(String traceparent) {
    return new Attempt(
        "attempt-1",
        1,
        CallFixtures.accepted("resp_1", "acme", 0, traceparent),
        TARGET,
        Sampling.NONE,
        Attempts.request(HI, null),
        Instant.MAX,
        100,
        List.of());
  }
}
