import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs one client's cases and prints what it saw of each, one JSON object a line. Arguments: the variant, and a plan
 * {base_url, cases: [{case, do, key, model, prompts}]}.
 */
final class Harness {
  static final ObjectMapper JSON = new ObjectMapper();

  interface Client {
    Map<String, ?> plain(String prompt) throws Exception;

    Map<String, ?> stream(String prompt) throws Exception;

    Map<String, ?> tools(String prompt) throws Exception;

    Map<String, ?> schema(String prompt) throws Exception;

    Map<String, ?> turns(String first, String second) throws Exception;
  }

  interface Factory {
    Client create(String baseUrl, String key, String model);
  }

  private Harness() {}

  static Map<String, ?> answer(String text, long... usage) {
    return Map.of("text", text, "usage", usage);
  }

  static String openGate(String arguments) throws Exception {
    return JSON.readTree(arguments).get("gate").asText() + " is open";
  }

  static void run(String[] args, Map<String, Factory> variants) throws Exception {
    JsonNode plan = JSON.readTree(args[1]);
    for (JsonNode each : plan.get("cases")) {
      long began = System.nanoTime();
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("case", each.get("case").asText());
      try {
        Factory factory = variants.get(args[0]);
        String baseUrl = plan.get("base_url").asText();
        Client client = factory.create(baseUrl, each.get("key").asText(), each.get("model").asText());
        result.put("seen", attempt(client, each));
      } catch (Exception e) {
        result.put("raised", e.getClass().getSimpleName());
        result.put("status", status(e));
        result.put("message", String.valueOf(e.getMessage()));
      }
      result.put("seconds", Math.round((System.nanoTime() - began) / 1e8) / 10.0);
      System.out.println(JSON.writeValueAsString(result));
    }
    // the clients' threads would keep the process for a while
    System.exit(0);
  }

  private static Map<String, ?> attempt(Client client, JsonNode each) throws Exception {
    String[] prompts = JSON.convertValue(each.get("prompts"), String[].class);
    return switch (each.get("do").asText()) {
      case "stream" -> client.stream(prompts[0]);
      case "tools" -> client.tools(prompts[0]);
      case "schema" -> client.schema(prompts[0]);
      case "turns" -> client.turns(prompts[0], prompts[1]);
      default -> client.plain(prompts[0]);
    };
  }

  /** The HTTP status, from the error or from what it was thrown for. */
  private static Integer status(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof com.openai.errors.OpenAIServiceException refused) {
        return refused.statusCode();
      }
      if (each instanceof dev.langchain4j.exception.HttpException refused) {
        return refused.statusCode();
      }
    }
    return null;
  }
}
