package dev.sluice.provider.http;

import static dev.sluice.provider.http.Shaped.calls;
import static dev.sluice.provider.http.Shaped.chat;
import static dev.sluice.provider.http.Shaped.claude;
import static dev.sluice.provider.http.Shaped.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.FailureException;
import dev.sluice.profile.MessageRules;
import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.SystemRole;
import dev.sluice.provider.shaping.Shaping;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Turns, tool calls and their order as each vendor takes them. */
class ShapedConversationsTest {
  private static final Message HI = Message.text(Role.USER, "hi");
  private static final Message WELL = Message.text(Role.ASSISTANT, "well");

  @Test
  void shouldPutResultsBehindTheirCallsWhereTheUserSpokeInBetween() {
    // When
    Shaped shaped =
        chat("api.openai.com", "gpt-4o")
            .saying(
                HI,
                calls("a", "b"),
                result("a", "1"),
                Message.text(Role.USER, "x"),
                result("b", "2"));

    // Then
    assertThat(shaped.roles())
        .containsExactly("user: hi", "assistant: calls", "tool: 1", "tool: 2", "user: x");
    assertThat(shaped.adjustments()).containsExactly("tool results moved to their calls");
  }

  @Test
  void shouldKeepWhatTheAssistantSaysBetweenCallsAndResultsBesideItsCalls() {
    // When
    Shaped shaped = chat("localhost:8000", "m").saying(HI, calls("a"), WELL, result("a", "1"));

    // Then
    assertThat(shaped.roles()).containsExactly("user: hi", "assistant: calls", "tool: 1");
    assertThat(shaped.body().path("messages").path(1).path("content").asText()).isEqualTo("well");
    assertThat(shaped.adjustments()).containsExactly("assistant's words moved to its calls");
  }

  @Test
  void shouldKeepResultsInTheirTurnWhereAModelCountsItsCallsAnew() {
    // When
    Shaped shaped =
        chat("localhost:8000", "m")
            .saying(HI, calls("0"), result("0", "1"), WELL, HI, calls("0"), result("0", "2"));

    // Then
    assertThat(shaped.roles()).endsWith("user: hi", "assistant: calls", "tool: 2");
    assertThat(shaped.adjustments()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "api.mistral.ai,mistral-large-latest,[a-zA-Z0-9]{9}",
    "localhost:8000,mistralai/Devstral-Small,[a-zA-Z0-9]{9}",
    "api.openai.com,gpt-4o,'.{1,40}'",
    "openrouter.ai,anthropic/claude-opus-4.5,'[a-zA-Z0-9_-]{1,64}'",
  })
  void shouldGiveCallAndResultTheSameIdInTheVendorsForm(String host, String model, String form) {
    // Given
    String strange = "functions.get_weather:0|" + "x".repeat(80);
    Shaped shaped =
        chat(host, model)
            .saying(
                HI, calls(strange, "call_abc|1"), result(strange, "1"), result("call_abc|1", "2"));

    // When
    JsonNode messages = shaped.body().path("messages");

    // Then
    String first = messages.path(1).path("tool_calls").path(0).path("id").asText();
    assertThat(first).matches(form);
    assertThat(messages.path(2).path("tool_call_id").asText()).isEqualTo(first);
    String second = messages.path(1).path("tool_calls").path(1).path("id").asText();
    assertThat(second).matches(form).isNotEqualTo(first);
    assertThat(messages.path(3).path("tool_call_id").asText()).isEqualTo(second);
    assertThat(shaped.body()).isEqualTo(shaped.body());
  }

  @Test
  void shouldKeepIdsThatFitAndGiveNoOtherTheSame() {
    // Given
    String[] ids = IntStream.range(0, 500).mapToObj(i -> "call_" + i).toArray(String[]::new);

    // When
    JsonNode given = chat("api.mistral.ai", "x").saying(calls(ids)).body().path("messages").path(0);
    HashSet<String> all = new HashSet<>();
    given.path("tool_calls").forEach(call -> all.add(call.path("id").asText()));
    String kept =
        chat("api.mistral.ai", "x").saying(calls("Ab3dE6gH9")).body().findValue("id").asText();

    // Then
    assertThat(all).hasSize(500).allMatch(id -> id.matches("[a-zA-Z0-9]{9}"));
    assertThat(kept).isEqualTo("Ab3dE6gH9");
  }

  @Test
  void shouldGiveClaudeIdsThatItTakes() {
    // When
    JsonNode body =
        claude("claude-haiku-4-5")
            .saying(HI, calls("functions.Bash:0"), result("functions.Bash:0", "1"))
            .body();

    // Then
    String id = body.findValue("id").asText();
    assertThat(id).matches("[a-zA-Z0-9_-]{1,64}");
    assertThat(body.findValue("tool_use_id").asText()).isEqualTo(id);
  }

  @Test
  void shouldKeepWhatAProviderMustGetBackWithItsCall() {
    // Given
    Message signed =
        calls("call_1|x")
            .withProviderStates(
                List.of(new ProviderState(ProviderState.GEMINI, "m", "call_1|x", "{}")));

    // When
    Message sent =
        Shaping.of(chat("api.mistral.ai", "mistral-small-latest").saying(HI, signed).attempt())
            .attempt()
            .request()
            .messages()
            .get(1);

    // Then
    assertThat(sent.providerStates())
        .containsExactly(
            new ProviderState(ProviderState.GEMINI, "m", sent.toolCalls().get(0).id(), "{}"));
  }

  @Test
  void shouldLetUserAndAssistantAlternateWhereTheyMust() {
    // When
    Shaped shaped =
        chat("api.perplexity.ai", "sonar")
            .saying(
                Message.text(Role.SYSTEM, "s"),
                HI,
                Message.text(Role.USER, "again"),
                WELL,
                Message.text(Role.ASSISTANT, "more"),
                Message.text(Role.SYSTEM, "late"),
                HI);

    // Then
    assertThat(shaped.roles())
        .containsExactly(
            "system: s", "user: hi\n\nagain", "assistant: well\n\nmore", "user: late\n\nhi");
  }

  @Test
  void shouldLetMistralAnswerAResultBeforeTheUserGoesOn() {
    // When
    Shaped shaped =
        chat("api.mistral.ai", "mistral-large-latest")
            .saying(HI, calls("Ab3dE6gH9"), result("Ab3dE6gH9", "1"), HI);

    // Then
    assertThat(shaped.roles())
        .containsExactly("user: hi", "assistant: calls", "tool: 1", "assistant: OK.", "user: hi");
  }

  @Test
  void shouldMarkTheBeginOfAnAnswerForMistralAndRefuseItForOthers() {
    // When
    JsonNode mistral =
        chat("api.mistral.ai", "mistral-large-latest").saying(HI, WELL).body().path("messages");

    // Then
    assertThat(mistral.path(1).path("prefix").asBoolean()).isTrue();
    assertThatThrownBy(() -> claude("claude-opus-4-6").saying(HI, WELL).body())
        .isInstanceOfSatisfying(
            FailureException.class,
            unfit ->
                assertThat(unfit.failure())
                    .isInstanceOf(CallerFailure.UnsupportedParameters.class));
    assertThat(claude("claude-opus-4-5").saying(HI, WELL).body().path("messages")).hasSize(2);
  }

  @Test
  void shouldPutInstructionsBeforeTheUsersWordsWhereAModelHasNoRoleForThem() {
    // Given
    Shaped gemma = chat("localhost:8000", "gemma");
    MessageRules as = gemma.target().profile().messages();
    ModelProfile profile = gemma.target().profile();
    Shaped user =
        gemma.at(
            gemma
                .target()
                .with(
                    new ModelProfile(
                        "",
                        profile.params(),
                        profile.sampling(),
                        new MessageRules(
                            SystemRole.USER,
                            as.content(),
                            true,
                            false,
                            true,
                            as.lastAssistant(),
                            as.toolCallIds()),
                        profile.schemas(),
                        profile.defaultMaximum(),
                        null,
                        null)));

    // When
    List<String> roles = user.saying(Message.text(Role.SYSTEM, "be brief"), HI).roles();

    // Then
    assertThat(roles).containsExactly("user: be brief\n\nhi");
  }

  @Test
  void shouldWriteNoArgumentsAsAnEmptyObjectAndKeepBrokenOnesForChat() {
    // Given
    Message assistant =
        new Message(
            Role.ASSISTANT,
            List.of(),
            null,
            null,
            List.of(
                new ToolCall("1", "f", ""),
                new ToolCall("2", "f", " null"),
                new ToolCall("3", "f", "{\"a\": ")));

    // When
    JsonNode body = chat("localhost:8000", "m").saying(assistant).body();

    // Then
    assertThat(body.findValuesAsText("arguments")).containsExactly("{}", "{}", "{\"a\": ");
  }

  @Test
  void shouldGoOnToTheNextTargetForContentThatAModelDoesNotTake() {
    // Given
    Message file =
        SampleRequests.message(
            Role.USER, new ContentPart.File(ByteBuffer.allocate(1), "application/pdf", null));

    // Then
    assertThatThrownBy(() -> chat("localhost:8000", "m", "vllm").saying(file).body())
        .isInstanceOfSatisfying(
            FailureException.class,
            unfit ->
                assertThat(unfit.failure().message())
                    .isEqualTo("the model of target t takes no file"));
    assertThat(chat("api.openai.com", "gpt-4o").saying(file).body().findValue("file")).isNotNull();
  }
}
