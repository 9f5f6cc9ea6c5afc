package dev.sluice.dispatch;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.BatchTerms;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import dev.sluice.simulation.StepExecutor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process with provider batches, on a clock that only the test moves. */
final class BatchingProcess {
  static final Duration LEASE = Duration.ofSeconds(15);
  static final Duration WINDOW = Duration.ofHours(1);
  static final String BATCH_ID = "batch_1";

  private static final BatchTerms TERMS =
      new BatchTerms(Duration.ofSeconds(10), 100, WINDOW, new BigDecimal("0.5"));
  private static final long STEP_MS = 100;

  final FakeLog log = new FakeLog();
  final FakeBatches provider = new FakeBatches();

  /** Whether what it signs is durable at once; else it never is. */
  boolean signsAreDurable = true;

  private long nowMs = CallFixtures.NOON.toEpochMilli();
  private final StepExecutor thread = new StepExecutor(() -> nowMs);

  final BatchWork work =
      new BatchWork(
          new OwnerProcess("owner", this::now, Duration.ofSeconds(5), LEASE, thread),
          new Providers(
              Map.of(
                  "batching", new Providers.Limited(new Batching(provider), 10),
                  "plain", new Providers.Limited(new FakeProvider(), 10))),
          log);

  private record Batching(ProviderBatches batches) implements Provider {
    @Override
    public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
      throw new UnsupportedOperationException("no attempt is to be made alone");
    }
  }

  Instant now() {
    return Instant.ofEpochMilli(nowMs);
  }

  // What it has to do

  static Target target(String provider) {
    return Attempts.target("t", provider).with(TERMS);
  }

  static ProviderBatch batch(@Nullable String providerId) {
    return batch(BATCH_ID, "batching", providerId);
  }

  static ProviderBatch batch(String batchId, String provider, @Nullable String providerId) {
    Instant since = CallFixtures.NOON;
    return new ProviderBatch(
        batchId, 3, target(provider), since, since.plus(TERMS.window()), providerId);
  }

  static Attempt attempt(String id) {
    return Attempts.attempt(
        id, 1, target("batching"), Attempts.request(List.of(), null), Sampling.NONE);
  }

  static List<Attempt> attempts(String... ids) {
    return Stream.of(ids).map(BatchingProcess::attempt).toList();
  }

  static Sending certainlyNew(String... ids) {
    return new Sending(batch(null), attempts(ids), Set.of(), /* maybeCreated= */ false);
  }

  static Sending maybeCreated(String... ids) {
    return new Sending(batch(null), attempts(ids), Set.of(), /* maybeCreated= */ true);
  }

  // What its provider replies

  static Outcome answer(String text) {
    return new Outcome.Answered(Answer.text(text, Usage.of(1, 1)));
  }

  static <T> BatchReply<T> unclear() {
    return new BatchReply.Unclear<>(CallFixtures.timeout());
  }

  static <T> BatchReply<T> tooBusy(@Nullable Duration retryAfter) {
    return new BatchReply.Refused<>(CallFixtures.rateLimited(retryAfter), true, retryAfter);
  }

  static <T> BatchReply<T> refused(Failure failure) {
    return new BatchReply.Refused<>(failure, false, null);
  }

  // What happens

  /** All that is due now. */
  void runs() {
    passes(Duration.ZERO);
  }

  void passes(Duration time) {
    long untilMs = nowMs + time.toMillis();
    runAllThatIsDue();
    while (nowMs < untilMs) {
      nowMs = Math.min(untilMs, nowMs + STEP_MS);
      runAllThatIsDue();
    }
  }

  private void runAllThatIsDue() {
    do {
      while (thread.step()) {}
    } while (writesSigns());
  }

  private boolean writesSigns() {
    List<Consumer<@Nullable Instant>> signs = List.copyOf(log.batches.signs);
    log.batches.signs.clear();
    signs.forEach(sign -> sign.accept(signsAreDurable ? now() : null));
    return !signs.isEmpty();
  }

  // What it has told

  /** The outcomes that it has published, of each attempt in order. */
  List<String> told() {
    return log.reports.stream().map(BatchingProcess::told).toList();
  }

  private static String told(AttemptReport report) {
    String end =
        report.outcome() instanceof Outcome.Failed failed
            ? failed.failure().type().name()
            : String.valueOf(((Outcome.Answered) report.outcome()).answer().text());
    return report.attemptId() + ": " + end;
  }
}
