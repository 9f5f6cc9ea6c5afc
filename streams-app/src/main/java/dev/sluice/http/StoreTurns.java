package dev.sluice.http;

import dev.sluice.batch.store.BatchStore;
import dev.sluice.http.openai.ApiError;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;

/**
 * Handles what waits for the topics of files and batches. That keeps a thread of the server, so
 * only some of them may do it at a time. Any thread.
 */
final class StoreTurns {
  private static final int AT_A_TIME = 16;

  private final Authenticator authenticator;
  private final Semaphore turns = new Semaphore(AT_A_TIME);

  StoreTurns(ApiKeys keys) {
    this.authenticator = new Authenticator(keys);
  }

  Handler known(Authenticator.Handling handling) {
    return authenticator.known(
        (ctx, principal) -> {
          if (!turns.tryAcquire()) {
            ReplyWriter.write(ctx, ApiError.tooManyWaiting());
            return;
          }
          try {
            handling.handle(ctx, principal);
          } catch (BatchStore.AwayException away) {
            ReplyWriter.write(
                ctx,
                ApiError.unavailable(
                    "Files and batches can't be reached now. Retry.", "store_unavailable"));
          } finally {
            turns.release();
          }
        });
  }
}
