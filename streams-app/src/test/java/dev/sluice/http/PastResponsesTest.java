package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that refer to earlier responses. */
class PastResponsesTest {
  private static final String NAME = Gateway.ID.substring("resp_".length());

  private final Gateway gateway = new Gateway();

  @BeforeEach
  void answerOnce() {
    gateway.view.rows.put(
        Gateway.ID,
        new ViewRow.Completed(
            Events.result(
                    Gateway.ID,
                    Events.answer()
                        .setText("Let me see.")
                        .setToolCalls(List.of(new ToolCall("c1", "weather", "{}", false)))
                        .build())
                .build()));
    gateway.requests.requests.put(
        Gateway.ID,
        CompletionRequest.newBuilder()
            .setRequestId("r-1")
            .setModel("chat")
            .setInstructions("be brief")
            .setMessages(
                List.of(Message.newBuilder().setRole(Role.USER).setText("Weather?").build()))
            .build());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldContinueTheConversationWithoutTheFormerInstructions() {
    // When
    HttpResponse<String> response =
        gateway.create(
            """
            {"model":"chat","background":true,"instructions":"be kind","previous_response_id":"%s",
             "input":[{"type":"function_call_output","call_id":"c1","output":"sunny"}]}
            """
                .formatted(Gateway.ID));

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    CompletionRequest published = gateway.topic.published.get(0);
    assertThat(published.getInstructions()).isEqualTo("be kind");
    assertThat(published.getMessages())
        .extracting(Message::getRole, Message::getText)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Role.USER, "Weather?"),
            org.assertj.core.groups.Tuple.tuple(Role.ASSISTANT, "Let me see."),
            org.assertj.core.groups.Tuple.tuple(Role.TOOL, "sunny"));
    assertThat(published.getMessages().get(1).getToolCalls())
        .extracting(ToolCall::getId)
        .containsExactly("c1");
  }

  @Test
  void shouldPutTheItemInThePlaceOfItsReference() {
    // When
    HttpResponse<String> response =
        gateway.create(
            """
            {"model":"chat","background":true,"input":[{"role":"user","content":"Weather?"},
             {"type":"item_reference","id":"msg_%1$s"},{"type":"item_reference","id":"fc_%1$s_0"},
             {"type":"function_call_output","call_id":"c1","output":"sunny"}]}
            """
                .formatted(NAME));

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(gateway.topic.published.get(0).getMessages())
        .extracting(Message::getRole)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
  }

  @Test
  void shouldKnowTheItemsOfAStreamThatToldAMessageInParts() {
    // When
    HttpResponse<String> response =
        gateway.create(
            """
            {"model":"chat","background":true,"input":[{"role":"user","content":"Weather?"},
             {"type":"item_reference","id":"msg_%1$s"},{"type":"item_reference","id":"msg_%1$s_p1"},
             {"type":"item_reference","id":"fc_%1$s_0"},
             {"type":"function_call_output","call_id":"c1","output":"sunny"}]}
            """
                .formatted(NAME));

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(gateway.topic.published.get(0).getMessages())
        .extracting(Message::getText)
        .containsExactly("Weather?", "Let me see.", "sunny");
  }

  @ParameterizedTest
  @ValueSource(strings = {"resp_forged", "", "resp_"})
  void shouldRefuseToContinueWhatIsNotThere(String id) {
    // When
    HttpResponse<String> response =
        gateway.create(
            "{\"model\":\"chat\",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}");

    // Then
    JsonNode error = Gateway.json(response).path("error");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error.path("code").asText()).isEqualTo("previous_response_not_found");
    assertThat(error.path("param").asText()).isEqualTo("previous_response_id");
    assertThat(gateway.topic.published).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1000, input[0].id", "1001, null"})
  void shouldLookUpItemsOfAThousandResponsesAtMost(int responses, String param) {
    // Given
    String items =
        IntStream.range(0, responses)
            .mapToObj(
                number ->
                    "{\"type\":\"item_reference\",\"id\":\"msg_%s\"}"
                        .formatted("%051d".formatted(number)))
            .collect(Collectors.joining(","));

    // When
    HttpResponse<String> response =
        gateway.create("{\"model\":\"chat\",\"input\":[" + items + "]}");

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/param").asText("null")).isEqualTo(param);
  }

  @Test
  void shouldRefuseAnotherTenantsResponse() {
    // Given
    String body =
        "{\"model\":\"chat\",\"input\":\"x\",\"previous_response_id\":\"" + Gateway.ID + "\"}";

    // When
    HttpResponse<String> response = gateway.createAs(Gateway.OTHER_KEY, body);

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(gateway.topic.published).isEmpty();
  }

  @Test
  void shouldRefuseAReferenceToAnItemThatIsNotThere() {
    // When
    HttpResponse<String> response =
        gateway.create(
            """
            {"model":"chat","input":[{"type":"item_reference","id":"msg_other"}]}""");

    // Then
    JsonNode error = Gateway.json(response).path("error");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error.path("param").asText()).isEqualTo("input[0].id");
    assertThat(error.path("message").asText()).contains("msg_other");
  }

  @Test
  void shouldAskForAnotherTryWhenTheEarlierRequestCannotBeReadNow() {
    // Given
    gateway.requests.broken = true;

    // When
    HttpResponse<String> response =
        gateway.create(
            "{\"model\":\"chat\",\"input\":\"x\",\"previous_response_id\":\"" + Gateway.ID + "\"}");

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(gateway.topic.published).isEmpty();
  }
}
