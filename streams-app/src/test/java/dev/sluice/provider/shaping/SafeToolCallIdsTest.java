package dev.sluice.provider.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeToolCallIdsTest {
  private static final SafeToolCallIds NINE =
      new SafeToolCallIds(Pattern.compile("[a-zA-Z0-9]{9}"), 9);
  private static final SafeToolCallIds WORDS =
      new SafeToolCallIds(Pattern.compile("[a-zA-Z0-9_-]{1,64}"), 24);

  private static Message calls(String... ids) {
    List<ToolCall> calls = Arrays.stream(ids).map(id -> new ToolCall(id, "f", "{}")).toList();
    return new Message(Role.ASSISTANT, List.of(), null, null, calls);
  }

  private static Message result(String id) {
    return new Message(Role.TOOL, List.of(new ContentPart.Text("r")), null, id, List.of());
  }

  private static List<String> idsOfCalls(List<Message> messages) {
    return messages.stream().flatMap(each -> each.toolCalls().stream()).map(ToolCall::id).toList();
  }

  private static List<String> idsOfResults(List<Message> messages) {
    return messages.stream().flatMap(each -> Stream.ofNullable(each.toolCallId())).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"functions.get_weather:0", "call_abc|1", "", " ", "üñí", "a:b", "a.b", "a/b"})
  void shouldGiveACallAndItsResultTheSameIdInTheFormOfTheVendor(String id) {
    // When
    List<Message> words = WORDS.in(List.of(calls(id), result(id)));
    List<Message> nine = NINE.in(List.of(calls(id), result(id)));

    // Then
    assertThat(idsOfCalls(words)).isEqualTo(idsOfResults(words));
    assertThat(idsOfCalls(words).get(0)).matches("[a-zA-Z0-9_-]{1,64}");
    assertThat(idsOfCalls(nine)).isEqualTo(idsOfResults(nine));
    assertThat(idsOfCalls(nine).get(0)).matches("[a-zA-Z0-9]{9}");
  }

  @Test
  void shouldKeepIdsThatHaveTheForm() {
    // Given
    List<Message> messages =
        List.of(calls("toolu_01", "call-2"), result("call-2"), result("toolu_01"));

    // When
    List<Message> safe = WORDS.in(messages);

    // Then
    assertThat(safe).isSameAs(messages);
  }

  @Test
  void shouldGiveDifferentIdsThatLookAlikeDifferentOnes() {
    // When
    List<Message> safe =
        WORDS.in(List.of(calls("a:b", "a.b", "a_b"), result("a.b"), result("a:b")));

    // Then
    List<String> calls = idsOfCalls(safe);
    assertThat(calls).doesNotHaveDuplicates().contains("a_b");
    assertThat(idsOfResults(safe)).containsExactly(calls.get(1), calls.get(0));
  }

  @Test
  void shouldTellRepeatedIdsOfSeveralTurnsApart() {
    // When
    List<Message> safe =
        WORDS.in(
            List.of(
                calls("call_0"),
                result("call_0"),
                calls("call_0", "call_0"),
                result("call_0"),
                result("call_0")));

    // Then
    assertThat(idsOfCalls(safe)).doesNotHaveDuplicates().startsWith("call_0");
    assertThat(idsOfResults(safe)).isEqualTo(idsOfCalls(safe));
  }

  @Test
  void shouldFindTheSameIdsAgainWhenTheConversationHasGrown() {
    // Given
    List<Message> first = List.of(calls("a:0"), result("a:0"));
    List<Message> second = List.of(calls("a:0"), result("a:0"), calls("a:0"), result("a:0"));

    // When
    List<String> before = idsOfCalls(WORDS.in(first));
    List<String> after = idsOfCalls(WORDS.in(second));

    // Then
    assertThat(after).startsWith(before.get(0)).hasSize(2);
  }

  @Test
  void shouldShortenIdsThatAreTooLong() {
    // Given
    String id = "call_" + "x".repeat(60);

    // When
    List<Message> safe = WORDS.in(List.of(calls(id), result(id)));

    // Then
    assertThat(idsOfCalls(safe).get(0)).hasSize(24).isEqualTo(idsOfResults(safe).get(0));
  }

  @Test
  void shouldKeepAProvidersStateAtItsCall() {
    // Given
    ProviderState state = new ProviderState(ProviderState.ANTHROPIC, "m", "a:0", "{}");
    Message message =
        new Message(
            Role.ASSISTANT,
            List.of(),
            null,
            null,
            List.of(new ToolCall("a:0", "f", "{}")),
            List.of(state));

    // When
    Message safe = WORDS.in(List.of(message)).get(0);

    // Then
    assertThat(safe.providerStates())
        .containsExactly(state.withToolCallId(safe.toolCalls().get(0).id()));
  }
}
