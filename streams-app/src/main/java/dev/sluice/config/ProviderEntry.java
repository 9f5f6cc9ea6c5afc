package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.VertexSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One provider: its address and credentials. */
public record ProviderEntry(
    @Setting(
            "The API: `openai` for any server that speaks OpenAI's chat completions (OpenAI, Ollama, vLLM, ...), `openai_responses` for OpenAI's Responses, `azure_openai` for chat completions at Azure OpenAI (a target's `model` is the deployment), `anthropic` for Anthropic's Messages, `gemini` for Gemini's native API, `vertex` for the same at Vertex AI, `bedrock` for Amazon Bedrock's Converse, `echo` for the built-in one that answers without a network.")
        ProviderKind kind,
    @Setting(
            "Required for all but `vertex` and `bedrock`, whose location or region has one, and `echo`, which has none. `openai`, `openai_responses`, `anthropic`: the URL in front of `/chat/completions`, `/responses` or `/messages`, such as `https://api.openai.com/v1` or `https://api.anthropic.com/v1`. `azure_openai`: the resource's, such as `https://my-resource.openai.azure.com`. `gemini`: the URL in front of `/models`, such as `https://generativelanguage.googleapis.com/v1beta`. `vertex`: the URL in front of `/v1/projects`, for a private endpoint. `bedrock`: the URL in front of `/model`, for a VPC or FIPS endpoint.")
        @Nullable URI baseUrl,
    @Setting(
            "`azure_openai`: a date such as `2024-10-21` for `/openai/deployments/...`; without the setting, or with `preview` or `latest`, calls go to `/openai/v1`. `anthropic`: its `anthropic-version`; without the setting `2023-06-01`. `vertex`: `v1` without the setting, or `v1beta1`. Not for others.")
        @Nullable String apiVersion,
    @Setting(
            "The credential: a bearer token, or the header `api-key` for `azure_openai`, `x-api-key` for `anthropic` and `x-goog-api-key` for `gemini`. `vertex`: an access token that something else renews, in place of `vertex.credentials_file`. `bedrock`: a Bedrock API key, in place of AWS credentials.")
        @Nullable Secret apiKey,
    @Setting(
            "In place of `api_key`: several credentials, used in turn. One that is refused, has no quota left or is rate limited is set aside for a while, and the call goes on with the next.")
        List<Secret> apiKeys,
    @Setting("More headers of every call, by name. Their values are never shown.")
        Map<String, Secret> headers,
    @Setting(
            value = "The most calls that one process has in flight at this provider.",
            byDefault = "256",
            min = "1",
            max = "100000")
        int maxInFlight,
    @Setting(
            value =
                "How long a stream that has begun may go without a byte before it is cut; comments and pings of the provider count.",
            byDefault = "60s",
            min = "1ms",
            max = "1h")
        Duration streamIdleTimeout,
    @Setting(
            "`openai`, `azure_openai`: the field that carries the output limit, "
                + "`max_completion_tokens`, or `max_tokens` for servers that support only the "
                + "older name. Without the setting: as the model's profile says, else "
                + "`max_completion_tokens`.")
        @Nullable MaxTokensField maxTokensField,
    @Setting(
            "What runs there, where its address does not tell: an entry of the table in [providers.md](providers.md#requests-shaped-for-a-model), such as `vllm`, `ollama` or `mistral`.")
        @Nullable String profile,
    @Setting(
            "Rules for errors that the built-in ones don't know, or take for something else, in order; they come before those. See [failures.md](failures.md#rules-for-vendors-errors).")
        List<ErrorRuleSettings> errorRules,
    @Setting("`vertex`: the project, and where access tokens come from.")
        @Nullable VertexEntry vertex,
    @Setting("`bedrock`: the region, and the AWS credentials that sign requests.")
        @Nullable BedrockEntry bedrock) {

  public ProviderEntry {
    apiKeys = List.copyOf(apiKeys);
    headers = ImmutableMap.copyOf(headers);
    errorRules = List.copyOf(errorRules);
  }

  /**
   * As the provider takes it.
   *
   * @throws IllegalArgumentException if a setting can't work; the message holds no secret
   */
  ProviderSettings toProvider(String name) {
    return new ProviderSettings(
        name,
        kind,
        baseUrl == null ? ownUrl() : baseUrl,
        apiVersion,
        apiKey == null ? apiKeys : List.of(apiKey),
        Maps.transformValues(headers, Secret::reveal),
        maxTokensField == null
            ? ProviderSettings.MAX_COMPLETION_TOKENS
            : Scalars.label(maxTokensField),
        maxInFlight,
        streamIdleTimeout,
        vertex == null ? null : vertex.toSettings(),
        bedrock == null ? null : bedrock.toSettings());
  }

  private @Nullable URI ownUrl() {
    if (vertex != null) {
      return VertexSettings.baseUrl(vertex.location());
    }
    return bedrock == null ? null : BedrockSettings.baseUrl(bedrock.region());
  }

  /** The name of the field that limits the output. */
  public enum MaxTokensField {
    MAX_COMPLETION_TOKENS,
    MAX_TOKENS
  }
}
