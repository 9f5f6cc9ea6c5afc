package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions with streams of a test's own. */
final class ToyApi implements ProviderApi {
  private final ProviderApi chat = new OpenAiChat(ProviderSettings.MAX_TOKENS);
  private final StreamApi stream;

  ToyApi(StreamApi stream) {
    this.stream = stream;
  }

  @Override
  public StreamApi stream() {
    return stream;
  }

  @Override
  public String path(Target target) {
    return chat.path(target);
  }

  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return chat.authorization(apiKey);
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return chat.body(attempt);
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return chat.answer(reply, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return chat.usage(reply);
  }
}
