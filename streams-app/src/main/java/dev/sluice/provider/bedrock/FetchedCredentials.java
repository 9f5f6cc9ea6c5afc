package dev.sluice.provider.bedrock;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Credentials that AWS's library finds. It blocks while it looks: in files, at the instance's or
 * the container's metadata server, at the Security Token Service. So a thread of its own asks it,
 * for all who wait together, and once a minute while there are requests, since the library knows
 * when it has something newer. Requests go on with what is known meanwhile, until shortly before it
 * expires. Any thread.
 */
final class FetchedCredentials implements AwsCredentials {
  private static final Logger log = LoggerFactory.getLogger(FetchedCredentials.class);

  /** The library renews what expires in a few minutes by itself. */
  static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  /** A request may be under way for a while before AWS looks at its signature. */
  static final Duration BEFORE_EXPIRY = Duration.ofMinutes(1);

  private final Supplier<AwsCredentialsIdentity> source;
  private final Executor executor;
  private final InstantSource clock;
  private final Runnable onClose;

  private @Nullable Known known;
  private @Nullable CompletableFuture<AwsCredentialsIdentity> fetch;

  private record Known(AwsCredentialsIdentity identity, Instant askedAt) {
    /** Temporary ones whose end nobody tells are asked for again each time. */
    boolean isValid(Instant now) {
      return identity
          .expirationTime()
          .map(end -> now.isBefore(end.minus(BEFORE_EXPIRY)))
          .orElse(!(identity instanceof AwsSessionCredentialsIdentity) || isRecent(now));
    }

    boolean isRecent(Instant now) {
      return now.isBefore(askedAt.plus(ASK_AGAIN));
    }
  }

  /**
   * @param source blocks, and throws if there are none
   * @param executor runs the source
   */
  FetchedCredentials(
      Supplier<AwsCredentialsIdentity> source,
      Executor executor,
      InstantSource clock,
      Runnable onClose) {
    this.source = source;
    this.executor = executor;
    this.clock = clock;
    this.onClose = onClose;
  }

  /** With AWS's default chain of providers, which is set up when the first request needs it. */
  static FetchedCredentials byDefaultChain(String provider, InstantSource clock) {
    ThreadPoolExecutor fetcher =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder()
                .setNameFormat("sluice-credentials-" + provider.replace("%", "%%"))
                .setDaemon(true)
                .build());
    fetcher.allowCoreThreadTimeOut(true);
    DefaultChain chain = new DefaultChain();
    return new FetchedCredentials(
        chain,
        fetcher,
        clock,
        () -> {
          fetcher.shutdownNow();
          chain.close();
        });
  }

  /** Its provider is made on the fetcher's thread: that reads files. */
  private static final class DefaultChain implements Supplier<AwsCredentialsIdentity> {
    private @Nullable DefaultCredentialsProvider provider;

    @Override
    public AwsCredentialsIdentity get() {
      return provider().resolveCredentials();
    }

    private synchronized DefaultCredentialsProvider provider() {
      if (provider == null) {
        provider = DefaultCredentialsProvider.builder().build();
      }
      return provider;
    }

    synchronized void close() {
      if (provider != null) {
        provider.close();
      }
    }
  }

  @Override
  public synchronized CompletableFuture<AwsCredentialsIdentity> at(Instant now) {
    Known latest = known;
    if (latest != null && latest.isValid(now)) {
      if (!latest.isRecent(now)) {
        var unused = fetch();
      }
      return CompletableFuture.completedFuture(latest.identity());
    }
    return fetch();
  }

  private synchronized CompletableFuture<AwsCredentialsIdentity> fetch() {
    CompletableFuture<AwsCredentialsIdentity> running = fetch;
    if (running != null) {
      return running;
    }
    CompletableFuture<AwsCredentialsIdentity> started = new CompletableFuture<>();
    fetch = started;
    try {
      executor.execute(() -> run(started));
    } catch (RejectedExecutionException closed) {
      fetch = null;
      started.cancel(false);
    }
    return started;
  }

  private void run(CompletableFuture<AwsCredentialsIdentity> started) {
    try {
      AwsCredentialsIdentity identity = source.get();
      ended(new Known(identity, clock.instant()));
      started.complete(identity);
    } catch (RuntimeException | LinkageError none) {
      ended(null);
      log.warn("no AWS credentials: {}", CredentialFailures.message(none));
      started.completeExceptionally(CredentialFailures.of(none));
    }
  }

  /**
   * @param fetched null to go on with what is known, and ask again with the next request
   */
  private synchronized void ended(@Nullable Known fetched) {
    fetch = null;
    if (fetched != null) {
      known = fetched;
    } else if (known != null) {
      // not with every request
      known = new Known(known.identity(), clock.instant());
    }
  }

  /** Whoever waits for credentials, or asks afterwards, is cancelled. */
  @Override
  public void close() {
    onClose.run();
    CompletableFuture<AwsCredentialsIdentity> running;
    synchronized (this) {
      running = fetch;
    }
    if (running != null) {
      running.cancel(false);
    }
  }
}
