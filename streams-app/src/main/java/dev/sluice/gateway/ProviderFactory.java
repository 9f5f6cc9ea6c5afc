package dev.sluice.gateway;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.VertexSettings;
import dev.sluice.provider.anthropic.AnthropicMessages;
import dev.sluice.provider.bedrock.AwsSigner;
import dev.sluice.provider.bedrock.BedrockConverse;
import dev.sluice.provider.echo.Echo;
import dev.sluice.provider.errors.ErrorRules;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.provider.gemini.Gemini;
import dev.sluice.provider.gemini.GoogleTokens;
import dev.sluice.provider.http.Authorizer;
import dev.sluice.provider.http.AuthorizingTransport;
import dev.sluice.provider.http.HttpEngine;
import dev.sluice.provider.http.HttpProvider;
import dev.sluice.provider.http.HttpTransport;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.http.ProviderCodec;
import dev.sluice.provider.openai.AzureOpenAi;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.openai.OpenAiResponses;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes the configured providers: the one place that knows every vendor. */
public final class ProviderFactory {
  private static final int ECHO_THREADS = 2;

  private ProviderFactory() {}

  /**
   * Makes the providers, and starts the HTTP client and the threads that they share.
   *
   * @param rules for errors, by provider; one that is not there has those of the release
   * @param unrecognized told of errors that no rule knows
   * @param maxBodyBytes the largest accepted response body, in bytes
   * @param readEvery the time between two reads of a stream that is not at its beginning
   * @throws IllegalArgumentException if a file that the settings name is of no use
   */
  public static Providers open(
      Collection<ProviderSettings> settings,
      Map<String, ErrorRules> rules,
      UnrecognizedErrors unrecognized,
      InstantSource clock,
      int maxBodyBytes,
      Duration readEvery) {
    int connections = settings.stream().mapToInt(ProviderSettings::maxInFlight).max().orElse(1);
    HttpEngine engine = new HttpEngine(maxBodyBytes, connections, readEvery).start();
    BatchEngine batches = new BatchEngine(readEvery);
    ScheduledThreadPoolExecutor scheduler = echoScheduler();
    Echo echo =
        new Echo(
            scheduler,
            clock,
            new ProviderCodec(new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS)));
    List<Authorizer> closing = new ArrayList<>();
    Map<String, Providers.Limited> byName = new LinkedHashMap<>();
    for (ProviderSettings each : settings) {
      Provider provider =
          each.kind() == ProviderKind.ECHO
              ? echo
              : new HttpProvider(
                  each,
                  new ProviderCodec(
                      api(each), rules.getOrDefault(each.name(), ErrorRules.builtIn())),
                  transport(each, engine, clock, closing),
                  batches,
                  clock,
                  unrecognized);
      byName.put(each.name(), new Providers.Limited(provider, each.maxInFlight()));
    }
    return new Providers(
        byName,
        () -> {
          engine.close();
          batches.close();
          closing.forEach(Authorizer::close);
          scheduler.shutdownNow();
        });
  }

  /** The engine, or one that authorizes requests where no API key does. */
  private static HttpTransport transport(
      ProviderSettings settings, HttpEngine engine, InstantSource clock, List<Authorizer> closing) {
    BedrockSettings bedrock = settings.bedrock();
    if (bedrock != null && bedrock.signs()) {
      // the first use of AWS's library
      Authorizer signer = AwsSigner.open(settings.name(), bedrock, clock);
      closing.add(signer);
      return new AuthorizingTransport(engine, signer);
    }
    VertexSettings vertex = settings.vertex();
    if (vertex == null || !vertex.fetchesTokens()) {
      return engine;
    }
    try {
      // the first use of Google's library
      Authorizer tokens = GoogleTokens.open(settings.name(), vertex);
      closing.add(tokens);
      return new AuthorizingTransport(engine, tokens);
    } catch (IOException unusable) {
      throw new IllegalArgumentException(
          "providers.%s.vertex.credentials_file: %s can't be used: %s"
              .formatted(settings.name(), vertex.credentialsFile(), unusable.getMessage()),
          unusable);
    }
  }

  /** The vendor's API that the provider speaks. */
  public static ProviderApi api(ProviderSettings settings) {
    return switch (settings.kind()) {
      case OPENAI, ECHO -> new OpenAiChat(settings.maxTokensField());
      case OPENAI_RESPONSES -> new OpenAiResponses();
      case AZURE_OPENAI -> new AzureOpenAi(settings.apiVersion(), settings.maxTokensField());
      case ANTHROPIC -> new AnthropicMessages(settings.apiVersion());
      case GEMINI -> Gemini.geminiApi();
      case VERTEX -> vertex(settings);
      case BEDROCK -> new BedrockConverse();
    };
  }

  private static Gemini vertex(ProviderSettings settings) {
    VertexSettings own = Objects.requireNonNull(settings.vertex());
    return Gemini.vertexAi(own.project(), own.location(), settings.apiVersion());
  }

  private static ScheduledThreadPoolExecutor echoScheduler() {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            ECHO_THREADS,
            new ThreadFactoryBuilder().setNameFormat("sluice-echo-%d").setDaemon(true).build());
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }
}
