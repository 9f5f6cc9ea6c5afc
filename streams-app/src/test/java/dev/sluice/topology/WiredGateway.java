package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.RateCap;
import dev.sluice.call.Request;
import dev.sluice.call.Routes;
import dev.sluice.dispatch.AttemptsLog;
import dev.sluice.dispatch.BatchLog;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.dispatch.DispatchLimits;
import dev.sluice.dispatch.SimulatedCalls;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.TestProviders;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology with the real dispatcher and real providers over HTTP. All of them have one
 * clock, which only the test moves; an exchange takes the time that it takes, and outcomes are
 * handled until none is awaited any more.
 */
final class WiredGateway implements AutoCloseable {
  static final String TENANT = "acme";
  static final String OTHER_TENANT = "globex";

  private static final int MANY = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final List<CompletionResult> results = new ArrayList<>();
  private final List<ErrorRecord> errors = new ArrayList<>();
  private final Providers providers;
  private final CallDispatcher calls;
  private final GatewayHarness gateway;
  private volatile Instant now;

  private record Ended(Attempt attempt, AttemptReport report, Runnable onDone) {}

  WiredGateway(
      Path stateDir,
      Instant start,
      Routes routes,
      Cooldown cooldown,
      Collection<ProviderSettings> settings) {
    this(stateDir, start, routes, cooldown, settings, Map.of());
  }

  WiredGateway(
      Path stateDir,
      Instant start,
      Routes routes,
      Cooldown cooldown,
      Collection<ProviderSettings> settings,
      Map<String, RateCap> caps) {
    now = start;
    providers = TestProviders.open(settings, () -> now);
    calls =
        new CallDispatcher(
            providers,
            new Outcomes(),
            new DispatchLimits(new Credit(MANY, Long.MAX_VALUE), caps),
            cooldown,
            Duration.ofMinutes(1),
            () -> now);
    gateway = new GatewayHarness(stateDir, start, routes, calls).withCredit(MANY);
    committed(
        () -> {
          gateway.tenant(TENANT);
          gateway.tenant(OTHER_TENANT);
        });
  }

  /** All in one transaction. */
  void publishes(Request... requests) throws InterruptedException {
    publishes(TENANT, requests);
  }

  void publishes(String tenant, Request... requests) throws InterruptedException {
    publishes(Map.of(tenant, List.of(requests)));
  }

  /** Those of all tenants in one transaction: none is decided by how another ends. */
  void publishes(Map<String, List<Request>> requests) throws InterruptedException {
    committed(
        () ->
            requests.forEach(
                (tenant, its) -> its.forEach(each -> gateway.publishes(tenant, each))));
    handleOutcomes();
  }

  void timePasses(Duration time) throws InterruptedException {
    now = now.plus(time);
    committed(() -> gateway.timePasses(time));
    handleOutcomes();
  }

  private void handleOutcomes() throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (calls.live() > 0) {
      assertThat(System.nanoTime()).as("an attempt does not end").isLessThan(giveUp);
      // a call may stay live for a moment after its outcome was handled
      Ended next = ended.poll(10, TimeUnit.MILLISECONDS);
      if (next != null) {
        next.onDone().run();
        committed(() -> gateway.ends(next.attempt().tenant(), next.report()));
      }
    }
    results.addAll(gateway.results());
    errors.addAll(gateway.errors());
  }

  private void committed(Runnable transaction) {
    SimulatedCalls.begun(calls);
    transaction.run();
    SimulatedCalls.committed(calls);
  }

  /** The one terminal record of a request that was answered. */
  CompletionResult result(String requestId) {
    assertThat(errors).extracting(ErrorRecord::getRequestId).doesNotContain(requestId);
    List<CompletionResult> its =
        results.stream().filter(each -> requestId.equals(each.getRequestId())).toList();
    assertThat(its).as("results of %s", requestId).hasSize(1);
    return its.get(0);
  }

  /** The one terminal record of a request that was not. */
  ErrorRecord error(String requestId) {
    assertThat(results).extracting(CompletionResult::getRequestId).doesNotContain(requestId);
    List<ErrorRecord> its =
        errors.stream().filter(each -> requestId.equals(each.getRequestId())).toList();
    assertThat(its).as("error records of %s", requestId).hasSize(1);
    return its.get(0);
  }

  boolean isAnswered(String requestId) {
    return results.stream().anyMatch(each -> requestId.equals(each.getRequestId()));
  }

  @Override
  public void close() {
    calls.close();
    providers.close();
    gateway.close();
  }

  /** Of the only owner there is, whose journal was empty: nobody listens to its heartbeats. */
  private final class Outcomes implements AttemptsLog {
    @Override
    public void publish(Attempt attempt, AttemptReport report, Runnable onDone) {
      ended.add(new Ended(attempt, report, onDone));
    }

    @Override
    public void alive(String ownerId, int partition, List<String> attemptIds) {}

    @Override
    public void mark(String ownerId, int partition, String mark) {}

    @Override
    public void dead(String ownerId, int partition, Runnable onWritten) {}

    @Override
    public void tick(int partition, Consumer<@Nullable Instant> onDone) {}

    @Override
    public BatchLog batches() {
      throw new UnsupportedOperationException("no target takes batches");
    }
  }
}
