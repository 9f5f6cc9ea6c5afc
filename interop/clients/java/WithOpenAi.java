import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.util.Map;

final class WithOpenAi {
  public record Report(String gate, boolean open) {}

  private WithOpenAi() {}

  public static void main(String[] args) throws Exception {
    Harness.run(
        args,
        Map.of(
            "chat", (baseUrl, key, model) -> new OpenAiChat(client(baseUrl, key), model),
            "responses", (baseUrl, key, model) -> new OpenAiResponses(client(baseUrl, key), model)));
  }

  private static OpenAIClient client(String baseUrl, String key) {
    return OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey(key).build();
  }
}
