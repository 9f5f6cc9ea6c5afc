package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ProviderError;
import dev.sluice.provider.http.BatchApi;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.stream.StreamApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses API, in the foreground. Pure; any thread. */
public final class OpenAiResponses implements ProviderApi {
  private static final String PATH = "/responses";

  @Override
  public String path(Target target) {
    return PATH;
  }

  @Override
  public Map.Entry<String, String> authorization(Secret apiKey) {
    return Map.entry("Authorization", "Bearer " + apiKey.reveal());
  }

  @Override
  public ObjectNode body(Attempt attempt) {
    return OpenAiResponsesBodies.of(attempt);
  }

  @Override
  public StreamApi stream() {
    return new OpenAiResponsesStream(this::path);
  }

  @Override
  public BatchApi batches() {
    return new OpenAiBatches(BatchForm.openAi(PATH));
  }

  @Override
  public @Nullable ProviderError error(JsonNode reply) {
    ProviderError error = ProviderApi.super.error(reply);
    boolean failed = reply.path("status").asText("").equals("failed");
    return error == null && failed ? ProviderError.NONE : error;
  }

  @Override
  public @Nullable Answer answer(JsonNode reply, Attempt attempt) {
    return OpenAiResponsesAnswers.read(reply, attempt);
  }

  @Override
  public @Nullable Usage usage(JsonNode reply) {
    return OpenAiResponsesAnswers.usage(reply);
  }
}
