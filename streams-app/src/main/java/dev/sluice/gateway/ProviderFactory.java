package dev.sluice.gateway;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.anthropic.AnthropicMessages;
import dev.sluice.provider.echo.Echo;
import dev.sluice.provider.gemini.Gemini;
import dev.sluice.provider.http.HttpEngine;
import dev.sluice.provider.http.HttpProvider;
import dev.sluice.provider.http.ProviderApi;
import dev.sluice.provider.http.ProviderCodec;
import dev.sluice.provider.openai.AzureOpenAi;
import dev.sluice.provider.openai.OpenAiChat;
import dev.sluice.provider.openai.OpenAiResponses;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes the configured providers: the one place that knows every vendor. */
public final class ProviderFactory {
  private static final int ECHO_THREADS = 2;

  private ProviderFactory() {}

  /**
   * Makes the providers, and starts the HTTP client and the threads that they share.
   *
   * @param maxBodyBytes the largest accepted response body, in bytes
   */
  public static Providers open(
      Collection<ProviderSettings> settings, InstantSource clock, int maxBodyBytes) {
    int connections = settings.stream().mapToInt(ProviderSettings::maxInFlight).max().orElse(1);
    HttpEngine engine = new HttpEngine(maxBodyBytes, connections).start();
    ScheduledThreadPoolExecutor scheduler = echoScheduler();
    Echo echo =
        new Echo(
            scheduler,
            clock,
            new ProviderCodec(new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS)));
    Map<String, Providers.Limited> byName = new LinkedHashMap<>();
    for (ProviderSettings each : settings) {
      Provider provider =
          each.kind() == ProviderKind.ECHO
              ? echo
              : new HttpProvider(each, new ProviderCodec(api(each)), engine, clock);
      byName.put(each.name(), new Providers.Limited(provider, each.maxInFlight()));
    }
    return new Providers(
        byName,
        () -> {
          engine.close();
          scheduler.shutdownNow();
        });
  }

  /** The vendor's API that the provider speaks. */
  public static ProviderApi api(ProviderSettings settings) {
    return switch (settings.kind()) {
      case OPENAI, ECHO -> new OpenAiChat(settings.maxTokensField());
      case OPENAI_RESPONSES -> new OpenAiResponses();
      case AZURE_OPENAI -> new AzureOpenAi(settings.apiVersion(), settings.maxTokensField());
      case ANTHROPIC -> new AnthropicMessages(settings.apiVersion());
      case GEMINI -> new Gemini();
    };
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
