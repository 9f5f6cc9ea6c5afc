package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.ProviderBatch;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpRequestFacts;
import dev.sluice.provider.BatchReply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends calls to one provider's batch endpoints, and tells what came of them. Any thread. */
final class BatchCalls {
  static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** Of the largest files. */
  static final Duration TRANSFER = Duration.ofMinutes(10);

  /** Of statuses below 500: the provider may have done what was asked. */
  private static final Set<Integer> UNCLEAR = Set.of(408, 409, 425, 499);

  private static final int TOO_MANY = 429;

  private final String provider;
  private final HttpRequests requests;
  private final Supplier<HttpTransport> transport;
  private final Credentials credentials;
  private final HttpOutcomes outcomes;
  private final InstantSource clock;

  BatchCalls(
      String provider,
      HttpRequests requests,
      Supplier<HttpTransport> transport,
      Credentials credentials,
      HttpOutcomes outcomes,
      InstantSource clock) {
    this.provider = provider;
    this.requests = requests;
    this.transport = transport;
    this.credentials = credentials;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  HttpRequestFacts facts(HttpCall call) {
    return new HttpRequestFacts(call.method(), requests.uri(call).toString());
  }

  /** Those that are usable now first; one that is empty if the provider wants none. */
  List<Optional<Credential>> credentials(ProviderBatch batch) {
    return credentials.inOrder(batch.target().model(), clock.instant());
  }

  /** What the provider did with a call that bills. */
  CompletableFuture<BatchReply<ByteBuffer>> send(
      ProviderBatch batch,
      HttpCall call,
      Optional<Credential> credential,
      Duration timeout,
      OpenExchange exchange) {
    CompletableFuture<BatchReply<ByteBuffer>> reply = new CompletableFuture<>();
    Attempt attempt = BatchAttempt.of(batch);
    HttpReceiver receiver =
        end -> reply.complete(read(end, outcomes.failure(attempt, timeout, facts(call), end)));
    exchange.begin(
        () ->
            transport
                .get()
                .send(
                    provider,
                    requests.uri(call),
                    call,
                    requests.headers(call, credential.orElse(null)),
                    timeout,
                    receiver));
    return reply;
  }

  /** The same for a call that may be repeated: what is unclear is as good as not done. */
  CompletableFuture<BatchReply<ByteBuffer>> sendAgain(
      ProviderBatch batch, HttpCall call, Optional<Credential> credential, Duration timeout) {
    return send(batch, call, credential, timeout, new OpenExchange())
        .thenApply(BatchReplies::repeatable);
  }

  /** With one credential after the other, until one is of use. */
  <T> CompletableFuture<BatchReply<T>> withEach(
      List<Optional<Credential>> credentials,
      Function<Optional<Credential>, CompletableFuture<BatchReply<T>>> call) {
    List<Optional<Credential>> others = credentials.subList(1, credentials.size());
    return call.apply(credentials.get(0))
        .thenCompose(
            reply ->
                others.isEmpty() || !BatchReplies.wantsOtherCredential(reply)
                    ? CompletableFuture.completedFuture(reply)
                    : withEach(others, call));
  }

  private static BatchReply<ByteBuffer> read(HttpResult end, Optional<Failure> failure) {
    if (failure.isEmpty()) {
      return new BatchReply.Done<>(((HttpResult.Replied) end).body());
    }
    Failure why = failure.get();
    boolean certain =
        end instanceof HttpResult.Unauthorized
            || (end instanceof HttpResult.Broken broken && !HttpOutcomes.reached(broken));
    if (certain) {
      return new BatchReply.Refused<>(why, true, null);
    }
    int status =
        end instanceof HttpResult.Replied replied ? replied.status() : BatchReplies.status(why);
    boolean refused = status / 100 == 4 && !UNCLEAR.contains(status);
    return refused
        ? new BatchReply.Refused<>(
            why,
            status == TOO_MANY && why.type() != FailureType.QUOTA_EXHAUSTED,
            why.facts().retryAfter())
        : new BatchReply.Unclear<>(why);
  }
}
