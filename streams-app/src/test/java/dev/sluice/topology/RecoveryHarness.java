package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.admission.Prices;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.OutcomeRecords;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * One task that goes from owner to owner: its stores stay, its processor and its process change.
 * Time passes only as the test says.
 */
final class RecoveryHarness {
  static final Duration LEASE = Duration.ofSeconds(15);
  static final Duration FIRST_SWEEP = Duration.ofMillis(50);

  private static final int PARTITION = 3;
  static final Duration SWEEP = Duration.ofSeconds(1);

  private final List<StateStore> stores = new ArrayList<>();
  private final List<SpecificRecord> events = new ArrayList<>();
  private Instant now = CallFixtures.NOON;
  private Routes routes = GatewayHarness.ROUTES;
  private long creditBytes = 1_000_000;
  private long offset;
  private @Nullable Owner owner;

  private record Owner(
      GatewayProcessor processor,
      MockProcessorContext<String, SpecificRecord> context,
      Map<CapturedPunctuator, Instant> due) {}

  RecoveryHarness() {
    for (String name : StoreNames.ALL) {
      boolean byTime = name.equals(StoreNames.REQUEST_IDS) || name.equals(StoreNames.CLOSED);
      stores.add((byTime ? byTime(name) : keyValue(name)).build());
    }
  }

  private static StoreBuilder<?> keyValue(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  private static StoreBuilder<?> byTime(String name) {
    return Stores.windowStoreBuilder(
            Stores.inMemoryWindowStore(name, Duration.ofHours(25), Duration.ofMillis(1), false),
            Serdes.String(),
            Serdes.ByteArray())
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  /** For the owners to come. */
  RecoveryHarness withRoutes(Route... configured) {
    routes = new Routes(List.of(configured));
    return this;
  }

  /** For the owners to come. */
  RecoveryHarness withCreditBytes(long bytes) {
    creditBytes = bytes;
    return this;
  }

  /** The task comes to this process, and is taken from the one that had it, if any. */
  void comesTo(TestDispatcher dispatcher) {
    comesTo(dispatcher, 100);
  }

  void comesTo(TestDispatcher dispatcher, int credit) {
    comesTo(dispatcher, credit, RowFormats.newest());
  }

  void comesTo(TestDispatcher dispatcher, int credit, RowFormats rows) {
    if (owner != null) {
      owner.processor().close();
    }
    MockProcessorContext<String, SpecificRecord> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    boolean first = owner == null;
    for (StateStore store : stores) {
      if (first) {
        store.init(context.getStateStoreContext(), store);
      }
      context.addStateStore(store);
    }
    GatewayProcessor processor =
        new GatewayProcessor(
            settings(credit, rows), routes, GatewayHarness.POLLING_IDS, dispatcher, new Poison());
    processor.init(context);
    Map<CapturedPunctuator, Instant> due = new HashMap<>();
    for (CapturedPunctuator punctuator : context.scheduledPunctuators()) {
      due.put(punctuator, now.plus(punctuator.getInterval()));
    }
    owner = new Owner(processor, context, due);
  }

  private GatewaySettings settings(int credit, RowFormats rows) {
    return new GatewaySettings(
        GatewayHarness.TOPICS,
        rows,
        Policy.of(1, List.of()),
        credit,
        creditBytes,
        1_000_000,
        6,
        LEASE,
        SWEEP,
        Duration.ofHours(1),
        Duration.ofHours(25),
        new RequestLimits(100, 100_000),
        64,
        Prices.NONE,
        1_000);
  }

  // What happens

  void publishes(String requestId) {
    publishes("acme", requestId);
  }

  void publishes(String tenant, String requestId) {
    publishes(tenant, CallFixtures.request(requestId, "chat"));
  }

  void publishesFor(String model, String requestId) {
    publishes("acme", CallFixtures.request(requestId, model));
  }

  void publishes(String tenant, Request request) {
    process(GatewayHarness.TOPICS.requests(), tenant, RequestRecords.toRecord(request));
  }

  void publishes(CompletionRequest request) {
    process(GatewayHarness.TOPICS.requests(), "acme", request);
  }

  void policy(TenantPolicy policy) {
    process(GatewayHarness.TOPICS.tenants(), "acme", policy);
  }

  void ends(Attempt attempt, String epoch, Outcome outcome) {
    AttemptReport report =
        new AttemptReport(
            epoch,
            attempt.pollingId(),
            attempt.attemptId(),
            attempt.number(),
            attempt.target().name(),
            attempt.target().provider(),
            attempt.target().model(),
            now,
            now,
            outcome);
    process(GatewayHarness.TOPICS.attempts(), attempt.tenant(), OutcomeRecords.toRecord(report));
  }

  void ownerAlive(String epoch) {
    process(GatewayHarness.TOPICS.attempts(), null, OutcomeRecords.ownerAlive(epoch, now));
  }

  /** Time in which nobody has the task. */
  void isAway(Duration time) {
    now = now.plus(time);
  }

  /** Every punctuator runs when it is due, as in Streams when the thread is never busy. */
  void timePasses(Duration time) {
    Instant until = now.plus(time);
    for (Instant due = nextDue(); !due.isAfter(until); due = nextDue()) {
      now = due;
      context().setCurrentSystemTimeMs(now.toEpochMilli());
      for (CapturedPunctuator punctuator : context().scheduledPunctuators()) {
        Instant its = current().due().get(punctuator);
        if (due.equals(its) && !punctuator.cancelled()) {
          current().due().put(punctuator, due.plus(punctuator.getInterval()));
          punctuator.getPunctuator().punctuate(now.toEpochMilli());
        }
      }
    }
    now = until;
    context().setCurrentSystemTimeMs(now.toEpochMilli());
    collect();
  }

  private Instant nextDue() {
    return current().due().entrySet().stream()
        .filter(each -> !each.getKey().cancelled())
        .map(Map.Entry::getValue)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private void process(String topic, @Nullable String key, SpecificRecord value) {
    context().setRecordMetadata(topic, PARTITION, offset++);
    current()
        .processor()
        .process(new Record<>(key, new Decoded.Readable<>(value, 100), now.toEpochMilli()));
    collect();
  }

  // What can be seen

  List<CompletionResult> results() {
    return events(CompletionResult.class);
  }

  List<ErrorRecord> errors() {
    return events(ErrorRecord.class);
  }

  List<PollingEvent> polling() {
    return events(PollingEvent.class);
  }

  int forwarded() {
    return events.size() + context().forwarded().size();
  }

  /** The rows of all stores, by the store and the key. */
  Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    for (StateStore store : stores) {
      if (store instanceof KeyValueStore<?, ?> keyValue) {
        try (KeyValueIterator<?, ?> all = keyValue.all()) {
          all.forEachRemaining(
              row -> rows.put(store.name() + " " + row.key, Arrays.toString((byte[]) row.value)));
        }
      } else if (store instanceof WindowStore<?, ?> byTime) {
        try (KeyValueIterator<? extends Windowed<?>, ?> all = byTime.all()) {
          all.forEachRemaining(
              row -> rows.put(store.name() + " " + row.key, Arrays.toString((byte[]) row.value)));
        }
      }
    }
    return rows;
  }

  private <T extends SpecificRecord> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void collect() {
    context().forwarded().forEach(forward -> events.add(forward.record().value()));
    context().resetForwards();
  }

  private MockProcessorContext<String, SpecificRecord> context() {
    return current().context();
  }

  private Owner current() {
    if (owner == null) {
      throw new IllegalStateException("the task has not come to anyone yet");
    }
    return owner;
  }
}
