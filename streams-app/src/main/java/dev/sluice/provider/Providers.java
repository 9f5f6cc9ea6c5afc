package dev.sluice.provider;

import dev.sluice.provider.echo.Echo;
import dev.sluice.provider.http.HttpEngine;
import dev.sluice.provider.http.HttpProvider;
import dev.sluice.provider.http.ProviderCodec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All configured providers by name, with the HTTP client and the threads that they share.
 * Immutable; any thread.
 */
public final class Providers implements AutoCloseable {
  /** The largest accepted response body, in bytes. */
  public static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

  private static final int ECHO_THREADS = 2;

  private final Map<String, Limited> byName;
  private final List<Runnable> owned = new ArrayList<>();

  /**
   * A provider with its maximum of concurrent attempts.
   *
   * @param maxInFlight 1 or more
   */
  public record Limited(Provider provider, int maxInFlight) {}

  /** Takes existing providers, which are not closed here. */
  public Providers(Map<String, Limited> byName) {
    this.byName = new LinkedHashMap<>(byName);
  }

  /** Creates the configured providers and starts what they share. */
  public static Providers open(Collection<ProviderSettings> settings, InstantSource clock) {
    return open(settings, clock, MAX_BODY_BYTES);
  }

  /**
   * @param maxBodyBytes the largest accepted response body, in bytes
   */
  public static Providers open(
      Collection<ProviderSettings> settings, InstantSource clock, int maxBodyBytes) {
    int connections = settings.stream().mapToInt(ProviderSettings::maxInFlight).max().orElse(1);
    HttpEngine engine = new HttpEngine(maxBodyBytes, connections).start();
    ScheduledThreadPoolExecutor scheduler = echoScheduler();
    Echo echo = new Echo(scheduler, clock);
    Map<String, Limited> byName = new LinkedHashMap<>();
    for (ProviderSettings each : settings) {
      Provider provider =
          each.kind() == ProviderKind.ECHO
              ? echo
              : new HttpProvider(each, ProviderCodec.of(each), engine, clock);
      byName.put(each.name(), new Limited(provider, each.maxInFlight()));
    }
    Providers providers = new Providers(byName);
    providers.owned.add(engine::close);
    providers.owned.add(scheduler::shutdownNow);
    return providers;
  }

  private static ScheduledThreadPoolExecutor echoScheduler() {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            ECHO_THREADS,
            task -> {
              Thread thread = new Thread(task, "sluice-echo");
              thread.setDaemon(true);
              return thread;
            });
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }

  /** Wraps each provider; what they share is still closed only here. */
  public Providers around(UnaryOperator<Provider> wrapper) {
    Map<String, Limited> wrapped = new LinkedHashMap<>();
    byName.forEach(
        (name, limited) ->
            wrapped.put(
                name, new Limited(wrapper.apply(limited.provider()), limited.maxInFlight())));
    return new Providers(wrapped);
  }

  /** Null if no provider has that name. */
  public @Nullable Limited find(String name) {
    return byName.get(name);
  }

  /** Stops what the providers share. Attempts that are under way may then never end. */
  @Override
  public void close() {
    owned.forEach(Runnable::run);
  }
}
