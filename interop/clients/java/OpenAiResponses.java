import com.openai.client.OpenAIClient;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseOutputMessage;
import com.openai.models.responses.ResponseUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

record OpenAiResponses(OpenAIClient client, String model) implements Harness.Client {
  @Override
  public Map<String, ?> plain(String prompt) {
    return spoken(client.responses().create(asking().input(prompt).build()));
  }

  @Override
  public Map<String, ?> stream(String prompt) {
    StringBuilder text = new StringBuilder();
    List<Response> completed = new ArrayList<>();
    try (var stream = client.responses().createStreaming(asking().input(prompt).build())) {
      stream.stream()
          .forEach(
              event -> {
                event.validate();
                event.outputTextDelta().ifPresent(delta -> text.append(delta.delta()));
                event.completed().ifPresent(last -> completed.add(last.response()));
              });
    }
    ResponseUsage usage = completed.get(0).usage().orElseThrow();
    return Harness.answer(text.toString(), usage.inputTokens(), usage.outputTokens());
  }

  @Override
  public Map<String, ?> tools(String prompt) throws Exception {
    List<ResponseInputItem> input = new ArrayList<>(List.of(user(prompt)));
    Response response = create(input);
    input.addAll(asInput(response));
    for (ResponseOutputItem item : response.output()) {
      if (item.isFunctionCall()) {
        var call = item.asFunctionCall();
        var output = ResponseInputItem.FunctionCallOutput.builder().callId(call.callId());
        input.add(ResponseInputItem.ofFunctionCallOutput(output.output(Harness.openGate(call.arguments())).build()));
      }
    }
    return spoken(create(input));
  }

  @Override
  public Map<String, ?> schema(String prompt) {
    var response = client.responses().create(asking().input(prompt).text(WithOpenAi.Report.class).build());
    var content = response.output().get(0).asMessage().content().get(0);
    return Map.of("value", content.asOutputText());
  }

  @Override
  public Map<String, ?> turns(String first, String second) {
    List<ResponseInputItem> input = new ArrayList<>(List.of(user(first)));
    Response response = client.responses().create(asking().inputOfResponse(input).build());
    input.addAll(asInput(response));
    input.add(user(second));
    return spoken(client.responses().create(asking().inputOfResponse(input).build()));
  }

  private ResponseCreateParams.Builder asking() {
    return ResponseCreateParams.builder().model(model);
  }

  private Response create(List<ResponseInputItem> input) {
    return client.responses().create(asking().inputOfResponse(input).addTool(OpenAiChat.OpenGate.class).build());
  }

  private static ResponseInputItem user(String prompt) {
    var message = EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(prompt);
    return ResponseInputItem.ofEasyInputMessage(message.build());
  }

  private static List<ResponseInputItem> asInput(Response response) {
    return response.output().stream().map(OpenAiResponses::asInput).toList();
  }

  private static ResponseInputItem asInput(ResponseOutputItem item) {
    if (item.isReasoning()) {
      return ResponseInputItem.ofReasoning(item.asReasoning());
    }
    return item.isFunctionCall()
        ? ResponseInputItem.ofFunctionCall(item.asFunctionCall())
        : ResponseInputItem.ofResponseOutputMessage(item.asMessage());
  }

  private static Map<String, ?> spoken(Response response) {
    response.validate();
    String text =
        response.output().stream()
            .flatMap(item -> item.message().stream())
            .map(ResponseOutputMessage::content)
            .flatMap(List::stream)
            .flatMap(content -> content.outputText().stream())
            .map(output -> output.text())
            .collect(Collectors.joining());
    ResponseUsage usage = response.usage().orElseThrow();
    return Harness.answer(text, usage.inputTokens(), usage.outputTokens());
  }
}
