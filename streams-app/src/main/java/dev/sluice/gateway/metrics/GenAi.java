package dev.sluice.gateway.metrics;

import dev.sluice.call.Target;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The attributes of OpenTelemetry's metrics
 * (https://github.com/open-telemetry/semantic-conventions-genai), and the provider's own name.
 */
public record GenAi(Map<String, String> kinds) {

  public static GenAi of(Collection<ProviderSettings> providers) {
    return new GenAi(
        providers.stream()
            .collect(Collectors.toMap(ProviderSettings::name, each -> word(each.kind()))));
  }

  Tags tags(Target target) {
    return Tags.of(
        "gen_ai.operation.name",
        "chat",
        "gen_ai.provider.name",
        provider(target.provider()),
        "gen_ai.request.model",
        target.model(),
        "provider",
        target.provider());
  }

  /** The conventions' word for the provider of that name. */
  public String provider(String name) {
    return kinds.getOrDefault(name, "_OTHER");
  }

  /** The word for whose API it is, whoever serves it. */
  private static String word(ProviderKind kind) {
    return switch (kind) {
      case OPENAI, OPENAI_RESPONSES -> "openai";
      case AZURE_OPENAI -> "azure.ai.openai";
      case ANTHROPIC -> "anthropic";
      case GEMINI -> "gcp.gemini";
      case VERTEX -> "gcp.vertex_ai";
      case BEDROCK -> "aws.bedrock";
      case ECHO -> "echo";
    };
  }
}
