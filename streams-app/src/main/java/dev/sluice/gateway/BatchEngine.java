package dev.sluice.gateway;

import dev.sluice.provider.http.HttpEngine;
import dev.sluice.provider.http.HttpTransport;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for the batch endpoints of all providers, whose results are larger than any
 * answer. Starts when it is first needed. Any thread.
 */
final class BatchEngine implements Supplier<HttpTransport>, AutoCloseable {
  private static final int MAX_BODY_BYTES = 256 * 1024 * 1024;
  private static final int CONNECTIONS = 4;

  private final Duration readEvery;
  private @Nullable HttpEngine engine;
  private boolean closed;

  BatchEngine(Duration readEvery) {
    this.readEvery = readEvery;
  }

  @Override
  public synchronized HttpTransport get() {
    if (closed) {
      throw new IllegalStateException("the providers are closed");
    }
    if (engine == null) {
      engine = new HttpEngine(MAX_BODY_BYTES, CONNECTIONS, readEvery).start();
    }
    return engine;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (engine != null) {
      engine.close();
    }
  }
}
