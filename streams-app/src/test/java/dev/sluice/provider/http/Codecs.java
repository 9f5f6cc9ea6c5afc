package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.config.ProfileTable;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.anthropic.AnthropicMessages;
import dev.sluice.provider.bedrock.BedrockConverse;
import dev.sluice.provider.gemini.Gemini;
import dev.sluice.provider.openai.AzureOpenAi;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.openai.OpenAiResponses;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line for each API and model that the golden files and the contract of codecs are about. The
 * name is that of a folder of {@code provider/golden}, and of {@code provider} if it has replies.
 */
record Codecs(String name, ProviderKind kind, String model, ProviderApi api) {
  static final List<Codecs> ALL =
      List.of(
          of("openai", ProviderKind.OPENAI, "gpt-5.2", new OpenAiChat("max_completion_tokens")),
          of("compatible", ProviderKind.OPENAI, "llama-3.3-70b", new OpenAiChat("max_tokens")),
          of("openai-responses", ProviderKind.OPENAI_RESPONSES, "gpt-5.2", new OpenAiResponses()),
          of("azure-openai", ProviderKind.AZURE_OPENAI, "my deployment", azure()),
          of("anthropic", ProviderKind.ANTHROPIC, "claude-sonnet-4-5", claude()),
          of("anthropic-opus-4-6", ProviderKind.ANTHROPIC, "claude-opus-4-6", claude()),
          of("anthropic-opus-5-5", ProviderKind.ANTHROPIC, "claude-opus-5-5", claude()),
          of("gemini", ProviderKind.GEMINI, "gemini-3.1-pro-preview", Gemini.geminiApi()),
          of("gemini-2-5", ProviderKind.GEMINI, "gemini-2.5-flash", Gemini.geminiApi()),
          of("bedrock", ProviderKind.BEDROCK, "anthropic.claude-sonnet-5", new BedrockConverse()),
          of(
              "vertex",
              ProviderKind.VERTEX,
              "gemini-3.1-pro-preview",
              Gemini.vertexAi("p", "global", null)));

  private static Codecs of(String name, ProviderKind kind, String model, ProviderApi api) {
    return new Codecs(name, kind, model, api);
  }

  private static AzureOpenAi azure() {
    return new AzureOpenAi("2024-10-21", ProviderSettings.MAX_COMPLETION_TOKENS);
  }

  private static AnthropicMessages claude() {
    return new AnthropicMessages(null);
  }

  static Codecs named(String name) {
    List<Codecs> named = ALL.stream().filter(each -> each.name.equals(name)).toList();
    assertThat(named).as("codecs named %s", name).hasSize(1);
    return named.get(0);
  }

  ProviderCodec codec() {
    return new ProviderCodec(api);
  }

  /** With what is known of the model. */
  Target target() {
    return shaped(unshaped());
  }

  /** The target with what is known of its model behind this API. */
  Target shaped(Target target) {
    return target.with(ProfileTable.released().of(kind, baseUrl(), target.model(), List.of()));
  }

  /** As if nothing were known of the model. */
  Target unshaped() {
    return new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(20));
  }

  private @Nullable URI baseUrl() {
    return name.equals("openai") ? URI.create("https://api.openai.com/v1") : null;
  }

  @Override
  public String toString() {
    return name;
  }
}
