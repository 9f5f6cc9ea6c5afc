import com.fasterxml.jackson.annotation.JsonTypeName;
import com.openai.client.OpenAIClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import java.util.List;
import java.util.Map;

record OpenAiChat(OpenAIClient client, String model) implements Harness.Client {
  @JsonTypeName("open_gate")
  public record OpenGate(String gate) {}

  @Override
  public Map<String, ?> plain(String prompt) {
    return spoken(create(asking().addUserMessage(prompt)));
  }

  @Override
  public Map<String, ?> stream(String prompt) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    var params = asking().addUserMessage(prompt).streamOptions(options).build();
    try (var stream = client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(whole::accumulate);
    }
    return spoken(whole.chatCompletion());
  }

  @Override
  public Map<String, ?> tools(String prompt) throws Exception {
    var asking = asking().addUserMessage(prompt).addTool(OpenGate.class);
    ChatCompletionMessage message = message(create(asking));
    asking.addMessage(message);
    for (ChatCompletionMessageToolCall call : message.toolCalls().orElse(List.of())) {
      var function = call.asFunction();
      String content = Harness.openGate(function.function().arguments());
      asking.addMessage(ChatCompletionToolMessageParam.builder().toolCallId(function.id()).content(content).build());
    }
    return spoken(create(asking));
  }

  @Override
  public Map<String, ?> schema(String prompt) {
    var params = asking().addUserMessage(prompt).responseFormat(WithOpenAi.Report.class).build();
    var completion = client.chat().completions().create(params);
    return Map.of("value", completion.choices().get(0).message().content().orElseThrow());
  }

  @Override
  public Map<String, ?> turns(String first, String second) {
    var asking = asking().addUserMessage(first);
    asking.addMessage(message(create(asking))).addUserMessage(second);
    return spoken(create(asking));
  }

  private ChatCompletionCreateParams.Builder asking() {
    return ChatCompletionCreateParams.builder().model(model);
  }

  private ChatCompletion create(ChatCompletionCreateParams.Builder asking) {
    return client.chat().completions().create(asking.build());
  }

  private static ChatCompletionMessage message(ChatCompletion completion) {
    return completion.choices().get(0).message();
  }

  private static Map<String, ?> spoken(ChatCompletion completion) {
    completion.validate();
    CompletionUsage usage = completion.usage().orElseThrow();
    return Harness.answer(message(completion).content().orElseThrow(), usage.promptTokens(), usage.completionTokens());
  }
}
