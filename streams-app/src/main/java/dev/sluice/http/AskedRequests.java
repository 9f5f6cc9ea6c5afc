package dev.sluice.http;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.sluice.call.PollingId;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.v1.CompletionRequest;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests asked for, which a row of the view does not hold: remembered when this process
 * published them, otherwise read from the topic by the first poll. A response goes without it
 * rather than fail. Any thread.
 */
final class AskedRequests {
  private static final Logger log = LoggerFactory.getLogger(AskedRequests.class);

  /** A poll is not to wait longer for what is only repeated. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** After the topic could not be read. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** An estimate of bytes in memory: some 80,000 requests that ask for nothing special. */
  private static final int MOST = 16 << 20;

  private static final int ENTRY = 200;

  /** A tree has more bytes than its text has characters. */
  private static final int PER_CHARACTER = 4;

  /** Answers with what was asked. */
  interface Answer {
    void write(Context ctx, AskedFields asked) throws Exception;
  }

  private final PublishedRequests requests;
  private final InstantSource clock;
  private final Cache<String, AskedFields> known =
      CacheBuilder.newBuilder()
          .maximumWeight(MOST)
          .weigher((String id, AskedFields asked) -> ENTRY + PER_CHARACTER * asked.size())
          .build();
  private volatile Instant noReadBefore = Instant.MIN;

  AskedRequests(PublishedRequests requests, InstantSource clock) {
    this.requests = requests;
    this.clock = clock;
  }

  void remember(PollingId id, AskedFields asked) {
    known.put(id.text(), asked);
  }

  void forget(PollingId id) {
    known.invalidate(id.text());
  }

  /** At once if it is known, otherwise as soon as it has been read. */
  void answer(Context ctx, Principal principal, PollingId id, Answer answer) throws Exception {
    AskedFields asked = known.getIfPresent(id.text());
    if (asked == null && clock.instant().isBefore(noReadBefore)) {
      asked = AskedFields.NONE;
    }
    if (asked != null) {
      answer.write(ctx, asked);
      return;
    }
    AsyncResponse.answer(
        ctx,
        later -> {
          var unused =
              read(principal, id)
                  .thenAccept(
                      read ->
                          later.execute(
                              () -> later.handOver(ctx, same -> answer.write(same, read))));
        });
  }

  /** Never fails. */
  private CompletableFuture<AskedFields> read(Principal principal, PollingId id) {
    return requests
        .read(principal.tenant(), id)
        .toCompletableFuture()
        .copy()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .handle((request, failure) -> failure == null ? asked(id, request) : unread(failure));
  }

  private AskedFields asked(PollingId id, Optional<CompletionRequest> request) {
    AskedFields asked = request.map(AskedFields::of).orElse(AskedFields.NONE);
    remember(id, asked);
    return asked;
  }

  private AskedFields unread(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    // a full queue is free again in a moment
    if (!(cause instanceof RejectedExecutionException)) {
      noReadBefore = clock.instant().plus(PAUSE);
    }
    log.debug("a response goes without what was asked", failure);
    return AskedFields.NONE;
  }
}
