package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Creates one provider batch, and never a second time. While it is being created, signs of life
 * name it, and where one is not durable in time the exchange is broken off: whoever takes the batch
 * over has waited for the lease since the last sign, and so looks for it when it is there, or never
 * will be. Where a reply leaves open whether it was created, it is looked for too. Confined to the
 * dispatch thread.
 */
final class BatchCreation {
  /** How long a refusal that may pass is tried again. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** The input may be part of the request. */
  static final Duration MOST_FOR_CREATION = Duration.ofMinutes(10);

  /** A provider may list a batch a little later than it takes it. */
  static final Duration LOOKS_APART = Duration.ofSeconds(10);

  static final int LOOKS = 2;

  private final BatchWork work;
  private final BatchDispatcher.Sending sending;
  private final ProviderBatch batch;
  private final ProviderBatches endpoints;
  private final Instant begunAt;
  private final Runnable onDone;

  /** Those without an outcome. */
  private final Map<String, Attempt> open = new HashMap<>();

  private ProviderBatches.@Nullable Prepared prepared;
  private int failures;
  private int looks;
  private Instant signedAt = Instant.MIN;

  /** The exchange that creates it; null while none does. */
  private @Nullable CompletableFuture<BatchReply<String>> creating;

  /**
   * @param onDone run on any thread, when what became of the batch is durable
   */
  BatchCreation(
      BatchWork work, ProviderBatches endpoints, BatchDispatcher.Sending sending, Runnable onDone) {
    this.work = work;
    this.endpoints = endpoints;
    this.sending = sending;
    this.batch = sending.batch();
    this.begunAt = work.now();
    this.onDone = onDone;
    sending.attempts().forEach(attempt -> open.put(attempt.attemptId(), attempt));
  }

  void begin() {
    if (sending.maybeCreated()) {
      look();
    } else {
      prepare();
    }
  }

  private void look() {
    Set<String> ids =
        sending.attempts().stream().map(Attempt::attemptId).collect(Collectors.toSet());
    work.then(endpoints.find(batch, ids), this::looked);
  }

  private void looked(BatchReply<Optional<String>> reply) {
    if (reply instanceof BatchReply.Done<Optional<String>> done) {
      looks++;
      if (done.value().isPresent()) {
        created(done.value().get());
      } else if (looks < LOOKS) {
        work.in(this::look, LOOKS_APART);
      } else {
        prepare();
      }
    } else if (work.isOverdue(batch)) {
      undone(failure(reply));
    } else {
      work.again(this::look, ++failures, null);
    }
  }

  private void prepare() {
    if (prepared != null) {
      sign();
      return;
    }
    List<Attempt> wanted =
        sending.attempts().stream()
            .filter(attempt -> !sending.withdrawn().contains(attempt.attemptId()))
            .toList();
    work.then(endpoints.prepare(batch, wanted), this::prepared);
  }

  private void prepared(BatchReply<ProviderBatches.Prepared> reply) {
    if (reply instanceof BatchReply.Done<ProviderBatches.Prepared> done) {
      prepared = done.value();
      Map<String, Outcome> ended = new HashMap<>(done.value().unsendable());
      sending
          .withdrawn()
          .forEach(id -> ended.put(id, BatchWork.unfinished(batch, "it was not sent any more")));
      boolean isEmpty = done.value().size() == 0;
      tell(ended, isEmpty ? onDone : () -> {});
      if (!isEmpty) {
        sign();
      }
    } else {
      refused(reply, this::prepare);
    }
  }

  private void sign() {
    sign(this::create);
  }

  /**
   * @param next once that is known to be durable, or not
   */
  private void sign(Runnable next) {
    work.log()
        .sign(
            work.ownerId(),
            batch.partition(),
            batch.batchId(),
            at ->
                work.run(
                    () -> {
                      signedAt = at == null || at.isBefore(signedAt) ? signedAt : at;
                      next.run();
                    }));
  }

  private void create() {
    if (prepared == null || isSilent()) {
      work.again(this::sign, ++failures, null);
    } else {
      creating = endpoints.create(batch, prepared.input(), MOST_FOR_CREATION);
      work.then(creating, this::replied);
      work.in(this::watch, work.part());
    }
  }

  private void watch() {
    CompletableFuture<BatchReply<String>> exchange = creating;
    if (exchange != null && isSilent()) {
      exchange.cancel(/* mayInterruptIfRunning= */ true);
    } else if (exchange != null) {
      sign(() -> {});
      work.in(this::watch, work.part());
    }
  }

  /** Whether others may soon take this process for dead. */
  private boolean isSilent() {
    return !work.now().isBefore(signedAt.plus(work.part().multipliedBy(2)));
  }

  private void replied(BatchReply<String> reply) {
    creating = null;
    if (reply instanceof BatchReply.Done<String> done) {
      created(done.value());
    } else if (reply instanceof BatchReply.Unclear<String>) {
      looks = 0;
      work.again(this::look, ++failures, LOOKS_APART);
    } else {
      refused(reply, this::sign);
    }
  }

  private void refused(BatchReply<?> reply, Runnable again) {
    failures++;
    boolean isLate = work.now().isAfter(begunAt.plus(PATIENCE));
    if (reply instanceof BatchReply.Refused<?> refused && (!refused.retryable() || isLate)) {
      undone(refused.failure());
    } else if (isLate) {
      undone(failure(reply));
    } else {
      work.again(
          again,
          failures,
          reply instanceof BatchReply.Refused<?> refused ? refused.retryAfter() : null);
    }
  }

  private void created(String providerId) {
    work.log().created(work.ownerId(), batch.partition(), batch.batchId(), providerId, onDone);
  }

  private void undone(Failure failure) {
    Map<String, Outcome> ended = new HashMap<>();
    open.keySet().forEach(id -> ended.put(id, BatchWork.unfinished(batch, failure)));
    tell(ended, onDone);
  }

  private void tell(Map<String, Outcome> outcomes, Runnable onAll) {
    AtomicInteger left = new AtomicInteger(outcomes.size() + 1);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            onAll.run();
          }
        };
    outcomes.forEach(
        (id, outcome) -> {
          Attempt attempt = open.remove(id);
          if (attempt == null) {
            one.run();
          } else {
            work.report(batch, attempt, outcome, one);
          }
        });
    one.run();
  }

  private static Failure failure(BatchReply<?> reply) {
    if (reply instanceof BatchReply.Refused<?> refused) {
      return refused.failure();
    }
    return reply instanceof BatchReply.Unclear<?> unclear
        ? unclear.failure()
        : new ProviderFailure.BatchUnfinished(
            FailureFacts.of(FailureType.BATCH_UNFINISHED, "the provider did not say why"));
  }
}
