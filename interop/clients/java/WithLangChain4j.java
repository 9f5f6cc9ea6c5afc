import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

record WithLangChain4j(ChatModel model, StreamingChatModel streaming) implements Harness.Client {
  public static void main(String[] args) throws Exception {
    Harness.run(args, Map.of("chat", WithLangChain4j::chat, "responses", WithLangChain4j::responses));
  }

  private static Harness.Client chat(String baseUrl, String key, String model) {
    return new WithLangChain4j(
        OpenAiChatModel.builder().baseUrl(baseUrl).apiKey(key).modelName(model).build(),
        OpenAiStreamingChatModel.builder().baseUrl(baseUrl).apiKey(key).modelName(model).build());
  }

  private static Harness.Client responses(String baseUrl, String key, String model) {
    return new WithLangChain4j(
        OpenAiResponsesChatModel.builder().baseUrl(baseUrl).apiKey(key).modelName(model).build(),
        OpenAiResponsesStreamingChatModel.builder().baseUrl(baseUrl).apiKey(key).modelName(model).build());
  }

  @Override
  public Map<String, ?> plain(String prompt) {
    return spoken(model.chat(UserMessage.from(prompt)));
  }

  @Override
  public Map<String, ?> stream(String prompt) throws Exception {
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    streaming.chat(
        List.of(UserMessage.from(prompt)),
        new StreamingChatResponseHandler() {
          @Override
          public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            whole.completeExceptionally(error);
          }
        });
    return spoken(whole.get(3, TimeUnit.MINUTES));
  }

  @Override
  public Map<String, ?> tools(String prompt) throws Exception {
    JsonObjectSchema gate = JsonObjectSchema.builder().addStringProperty("gate").required("gate").build();
    ToolSpecification tool = ToolSpecification.builder().name("open_gate").description("Opens a gate.").parameters(gate).build();
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(prompt)));
    var request = ChatRequest.builder().toolSpecifications(tool);
    var said = model.chat(request.messages(List.copyOf(messages)).build()).aiMessage();
    messages.add(said);
    for (ToolExecutionRequest call : said.toolExecutionRequests()) {
      messages.add(ToolExecutionResultMessage.from(call, Harness.openGate(call.arguments())));
    }
    return spoken(model.chat(request.messages(List.copyOf(messages)).build()));
  }

  @Override
  public Map<String, ?> schema(String prompt) throws Exception {
    JsonObjectSchema report =
        JsonObjectSchema.builder().addStringProperty("gate").addBooleanProperty("open").required("gate", "open").build();
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name("report").rootElement(report).build())
            .build();
    var request = ChatRequest.builder().messages(UserMessage.from(prompt)).responseFormat(format).build();
    return Map.of("value", Harness.JSON.readTree(model.chat(request).aiMessage().text()));
  }

  @Override
  public Map<String, ?> turns(String first, String second) {
    UserMessage asked = UserMessage.from(first);
    return spoken(model.chat(asked, model.chat(asked).aiMessage(), UserMessage.from(second)));
  }

  private static Map<String, ?> spoken(ChatResponse response) {
    var usage = response.tokenUsage();
    return Harness.answer(response.aiMessage().text(), usage.inputTokenCount(), usage.outputTokenCount());
  }
}
