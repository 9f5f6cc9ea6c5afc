package dev.sluice.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All configured providers by name, with the HTTP client and the threads that they share.
 * Immutable; any thread.
 */
public final class Providers implements AutoCloseable {
  private final Map<String, Limited> byName;
  private final Runnable onClose;

  /**
   * A provider with its maximum of concurrent attempts.
   *
   * @param maxInFlight 1 or more
   */
  public record Limited(Provider provider, int maxInFlight) {}

  /** Takes existing providers, which are not closed here. */
  public Providers(Map<String, Limited> byName) {
    this(byName, () -> {});
  }

  /**
   * @param onClose stops what the providers share
   */
  public Providers(Map<String, Limited> byName, Runnable onClose) {
    this.byName = new LinkedHashMap<>(byName);
    this.onClose = onClose;
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
    onClose.run();
  }
}
