package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputItemsTest {
  private static final String PATH = "/v1/responses/" + Gateway.ID + "/input_items";

  private final Gateway gateway = new Gateway();

  @BeforeEach
  void accept() {
    gateway.changes(Gateway.ID, Gateway.completed());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldListTheMessagesAsItems() {
    // Given
    ToolCall call = ToolCall.newBuilder().setId("call_1").setName("f").setArguments("{}").build();
    ContentPart image =
        ContentPart.newBuilder()
            .setType(ContentPartType.IMAGE_URL)
            .setUrl("https://pictures.example/1.png")
            .build();
    published(
        Message.newBuilder().setRole(Role.SYSTEM).setText("Be brief.").build(),
        Message.newBuilder().setRole(Role.USER).setParts(List.of(image)).build(),
        Message.newBuilder()
            .setRole(Role.ASSISTANT)
            .setToolCalls(List.of(call))
            .setProviderStates(List.of(new ProviderState("anthropic", "claude", "call_1", "{}")))
            .build(),
        Message.newBuilder().setRole(Role.TOOL).setToolCallId("call_1").setText("42").build());

    // When
    HttpResponse<String> response = gateway.ask("GET", PATH + "?order=asc");

    // Then
    JsonNode list = Gateway.json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(list.path("object").asText()).isEqualTo("list");
    assertThat(list.path("has_more").asBoolean()).isFalse();
    assertThat(list.at("/data/0/content/0/text").asText()).isEqualTo("Be brief.");
    assertThat(list.at("/data/0/role").asText()).isEqualTo("system");
    assertThat(list.at("/data/1/content/0/type").asText()).isEqualTo("input_image");
    assertThat(list.at("/data/2/type").asText()).isEqualTo("reasoning");
    assertThat(list.at("/data/2/encrypted_content").asText()).startsWith("sluice.v1.");
    assertThat(list.at("/data/3/type").asText()).isEqualTo("function_call");
    assertThat(list.at("/data/4/type").asText()).isEqualTo("function_call_output");
    assertThat(list.at("/data/4/output").asText()).isEqualTo("42");
    assertThat(list.path("first_id")).isEqualTo(list.at("/data/0/id"));
    assertThat(list.path("last_id")).isEqualTo(list.at("/data/4/id"));
  }

  @ParameterizedTest
  @CsvSource({"asc, 0 1 2 3 4 5 6", "desc, 6 5 4 3 2 1 0"})
  void shouldListAllItemsOnceWhenPagesAreFollowed(String order, String expected) {
    // Given
    published(texts(7));
    List<String> read = new ArrayList<>();
    String next = PATH + "?limit=3&order=" + order;
    String after = "";

    // When
    JsonNode page;
    do {
      page = Gateway.json(gateway.ask("GET", next + after));
      page.path("data").forEach(item -> read.add(item.at("/content/0/text").asText()));
      after = "&after=" + page.path("last_id").asText();
    } while (page.path("has_more").asBoolean());

    // Then
    assertThat(String.join(" ", read)).isEqualTo(expected);
  }

  @Test
  void shouldListTheItemsNextToTheOneThatTheyStandBefore() {
    // Given
    published(texts(7));
    JsonNode all = Gateway.json(gateway.ask("GET", PATH + "?order=asc")).path("data");
    String before = all.path(5).path("id").asText();

    // When
    JsonNode page = Gateway.json(gateway.ask("GET", PATH + "?order=asc&limit=2&before=" + before));

    // Then
    assertThat(page.at("/data/0")).isEqualTo(all.path(3));
    assertThat(page.at("/data/1")).isEqualTo(all.path(4));
    assertThat(page.path("has_more").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"limit=0, limit", "limit=101, limit", "order=up, order", "after=msg_x, after"})
  void shouldRefuseWhatIsNoPage(String query, String param) {
    // Given
    published(texts(1));

    // When
    HttpResponse<String> response = gateway.ask("GET", PATH + "?" + query);

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/param").asText()).isEqualTo(param);
  }

  @Test
  void shouldTakeAnEmptyParameterForNone() {
    // Given
    published(texts(2));

    // When
    JsonNode page = Gateway.json(gateway.ask("GET", PATH + "?after=&before="));

    // Then
    assertThat(page.path("data")).hasSize(2);
  }

  @Test
  void shouldSayNotFoundWhenTheTopicKeepsTheRequestNoMore() {
    // When
    HttpResponse<String> response = gateway.ask("GET", PATH);

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(response).at("/error/message").asText()).contains("no longer stored");
  }

  @Test
  void shouldSay503WhenTheTopicCanNotBeRead() {
    // Given
    gateway.requests.broken = true;

    // When
    HttpResponse<String> response = gateway.ask("GET", PATH);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void shouldListTheRoutesOfTheKeyAsModels() {
    // When
    JsonNode list = Gateway.json(gateway.ask("GET", "/v1/models"));
    JsonNode one = Gateway.json(gateway.ask("GET", "/v1/models/draft"));
    HttpResponse<String> none = gateway.ask("GET", "/v1/models/other");

    // Then
    assertThat(list.path("data"))
        .extracting(model -> model.path("id").asText())
        .containsExactly("chat", "draft", "vendor/model");
    assertThat(one).isEqualTo(list.at("/data/1"));
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(none).at("/error/code").asText()).isEqualTo("model_not_found");
    assertThat(gateway.send(gateway.request("/v1/models").build()).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vendor%2Fmodel", "vendor/model"})
  void shouldShowARouteWithASlashInItsNameHoweverTheClientWritesIt(String name) {
    // When
    HttpResponse<String> shown = gateway.ask("GET", "/v1/models/" + name);

    // Then
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(shown).path("id").asText()).isEqualTo("vendor/model");
  }

  private static Message[] texts(int count) {
    Message[] messages = new Message[count];
    for (int i = 0; i < count; i++) {
      messages[i] = Message.newBuilder().setRole(Role.USER).setText("" + i).build();
    }
    return messages;
  }

  private void published(Message... messages) {
    gateway.requests.requests.put(
        Gateway.ID,
        CompletionRequest.newBuilder()
            .setRequestId("order-17")
            .setModel("chat")
            .setMessages(List.of(messages))
            .build());
  }
}
