package dev.sluice.provider.gemini;

import com.google.auth.Credentials;
import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.provider.VertexSettings;
import dev.sluice.provider.http.Authorizer;
import dev.sluice.provider.http.HttpCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens from Google's auth library, which keeps one until shortly before it expires and
 * lets all who ask meanwhile wait for the same new one. It blocks while it fetches, which a thread
 * of its own does, and which ends when there is nothing to fetch. Any thread.
 */
public final class GoogleTokens implements Authorizer {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private final ThreadPoolExecutor fetcher;
  private volatile @Nullable Credentials credentials;

  private GoogleTokens(String provider, @Nullable Credentials credentials) {
    this.credentials = credentials;
    this.fetcher =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder()
                .setNameFormat("sluice-tokens-" + provider.replace("%", "%%"))
                .setDaemon(true)
                .build());
    fetcher.allowCoreThreadTimeOut(true);
  }

  /**
   * Reads a service account's key at once; looks for application default credentials when the first
   * token is asked for, since that may ask the metadata server.
   *
   * @throws IOException if the file is missing, or is no key of a service account
   */
  public static GoogleTokens open(String provider, VertexSettings settings) throws IOException {
    Path file = settings.credentialsFile();
    return new GoogleTokens(provider, file == null ? null : ofServiceAccount(file));
  }

  private static Credentials ofServiceAccount(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // without the library's own retries: the gateway's are counted and bounded by deadlines
      return ServiceAccountCredentials.fromStream(in)
          .createWithCustomRetryStrategy(false)
          .createScoped(SCOPE);
    } catch (IllegalArgumentException notOne) {
      throw new IOException(notOne.getMessage(), notOne);
    }
  }

  /** A bearer token, and for a user's credentials the project that is billed. */
  @Override
  public CompletableFuture<Authorization> authorize(HttpCall call, URI uri) {
    CompletableFuture<Authorization> authorization = new CompletableFuture<>();
    Credentials known = credentials;
    try {
      if (known != null) {
        ask(known, uri, authorization);
      } else {
        fetcher.execute(() -> askDefault(uri, authorization));
      }
    } catch (RejectedExecutionException closed) {
      authorization.cancel(false);
    }
    return authorization;
  }

  private void askDefault(URI uri, CompletableFuture<Authorization> authorization) {
    try {
      ask(applicationDefault(), uri, authorization);
    } catch (IOException | RuntimeException none) {
      authorization.completeExceptionally(TokenFailures.of(none));
    }
  }

  /** On the fetcher's thread. */
  private Credentials applicationDefault() throws IOException {
    Credentials known = credentials;
    if (known == null) {
      known = GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
      credentials = known;
    }
    return known;
  }

  private void ask(Credentials known, URI uri, CompletableFuture<Authorization> authorization) {
    known.getRequestMetadata(
        uri,
        fetcher,
        new RequestMetadataCallback() {
          @Override
          public void onSuccess(Map<String, List<String>> metadata) {
            authorization.complete(authorization(metadata));
          }

          @Override
          public void onFailure(Throwable failure) {
            authorization.completeExceptionally(TokenFailures.of(failure));
          }
        });
  }

  private static Authorization authorization(Map<String, List<String>> metadata) {
    Map<String, String> headers = new HashMap<>();
    Set<String> secrets = new HashSet<>();
    metadata.forEach(
        (name, values) -> {
          String value = values.get(0);
          headers.put(name, value);
          if (name.equalsIgnoreCase("Authorization")) {
            secrets.add(value.substring(value.indexOf(' ') + 1));
          }
        });
    return new Authorization(headers, secrets);
  }

  /** Whoever asks afterwards is cancelled. */
  @Override
  public void close() {
    fetcher.shutdownNow();
  }
}
