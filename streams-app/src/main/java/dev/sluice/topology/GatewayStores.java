package dev.sluice.topology;

import dev.sluice.admission.Admission;
import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.admission.ScopeRows;
import dev.sluice.admission.ScopeValue;
import dev.sluice.call.PollingId;
import dev.sluice.call.Request;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.RowsByAcceptance;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores of one task, as values. Confined to the stream thread. */
final class GatewayStores implements ScopeRows {
  private static final Logger log = LoggerFactory.getLogger(GatewayStores.class);
  static final String SEQUENCE_KEY = "last";

  private final KeyValueStore<String, byte[]> policies;
  private final KeyValueStore<String, byte[]> limits;
  private final RowsByAcceptance<byte[]> requestIds;
  private final KeyValueStore<String, byte[]> journal;
  private final KeyValueStore<String, byte[]> payloads;
  private final RowsByAcceptance<byte[]> closed;
  private final KeyValueStore<String, byte[]> sequence;
  private final OwnerSigns owners;
  private final BatchRows batches;
  private final AlertMarks alerts;
  private Sequence progress;

  /** Where the next search for idle rows begins; null for the first row. */
  private @Nullable String nextLimit;

  /** Decoded once; the stream thread is the only writer of the store. */
  private final Map<String, Policy> policiesRead = new HashMap<>();

  private final AvroRowCodec<TenantPolicy> policyRows;
  private final JournalRows journalRows;
  private final PayloadRows payloadRows;
  private final ClosedRows closedRows;

  GatewayStores(ProcessorContext<?, ?> context, RowFormats formats) {
    policyRows = new AvroRowCodec<>(TenantPolicy.getClassSchema(), formats);
    journalRows = new JournalRows(formats, RecordSizes.of(context.appConfigs()));
    payloadRows = new PayloadRows(formats);
    closedRows = new ClosedRows(formats);
    policies = context.getStateStore(StoreNames.POLICIES);
    limits = context.getStateStore(StoreNames.LIMITS);
    requestIds = byAcceptance(context, StoreNames.REQUEST_IDS);
    journal = context.getStateStore(StoreNames.JOURNAL);
    payloads = context.getStateStore(StoreNames.PAYLOADS);
    closed = byAcceptance(context, StoreNames.CLOSED);
    sequence = context.getStateStore(StoreNames.SEQUENCE);
    batches = new BatchRows(context.getStateStore(StoreNames.BATCHES), formats);
    owners = new OwnerSigns(context.getStateStore(StoreNames.OWNERS));
    alerts = new AlertMarks(context.getStateStore(StoreNames.ALERTS));
    byte[] row = sequence.get(SEQUENCE_KEY);
    progress = row == null ? Sequence.START : Sequence.decode(row);
  }

  private static RowsByAcceptance<byte[]> byAcceptance(
      ProcessorContext<?, ?> context, String store) {
    WindowStore<String, byte[]> rows = context.getStateStore(store);
    return new RowsByAcceptance<>(rows, context::currentSystemTimeMs);
  }

  OwnerSigns owners() {
    return owners;
  }

  BatchRows batches() {
    return batches;
  }

  AlertMarks alerts() {
    return alerts;
  }

  /** With the next sequence number of this partition's decisions, from 1. */
  Sequence nextSeq() {
    progress = progress.next();
    sequence.put(SEQUENCE_KEY, progress.encode());
    return progress;
  }

  /**
   * Advances the limiter's clock to a record of the requests topic: the highest append time. A
   * broker's clock that goes back must not free capacity, even if no row remains to remember it.
   * Stored with the sequence number.
   */
  DecisionTime momentAt(Instant appendTime, long offset) {
    progress = progress.at(appendTime.toEpochMilli(), offset);
    return new DecisionTime(appendTime.toEpochMilli(), progress.clockMs());
  }

  /** The same if the result stores nothing with a sequence number. */
  DecisionTime tickAt(Instant appendTime, long offset) {
    DecisionTime at = momentAt(appendTime, offset);
    sequence.put(SEQUENCE_KEY, progress.encode());
    return at;
  }

  /**
   * Puts the limiter's clock back. Counts everything after that time as if at that time, in the
   * rows and in the reservations of open calls, so that they still match.
   */
  void rewind(Instant to) {
    long toMs = to.toEpochMilli();
    long fromMs = progress.clockMs();
    progress = progress.rewound(toMs);
    sequence.put(SEQUENCE_KEY, progress.encode());
    Map<ScopeValue, ScopeRow> rows = new LinkedHashMap<>();
    try (KeyValueIterator<String, byte[]> all = limits.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> row = all.next();
        ScopeRow before = ScopeRowCodec.decode(row.value);
        ScopeRow rewound = before.rewound(toMs, fromMs);
        if (!rewound.equals(before)) {
          rows.put(ScopeValue.parse(row.key), rewound);
        }
      }
    }
    putLimits(rows);
    List<JournalEntry> entries = new ArrayList<>();
    eachJournal(
        entry -> {
          if (entry.reservation().atMs() > toMs) {
            entries.add(entry.rewound(toMs, fromMs));
          }
        },
        damaged -> {});
    entries.forEach(this::putJournal);
  }

  @Nullable Policy policy(String tenant) {
    Policy known = policiesRead.get(tenant);
    if (known != null) {
      return known;
    }
    TenantPolicy record = policyRecord(tenant);
    if (record == null) {
      return null;
    }
    Policy policy = PolicyRecords.fromRecord(record);
    policiesRead.put(tenant, policy);
    return policy;
  }

  @Nullable TenantPolicy policyRecord(String tenant) {
    byte[] row = policies.get(tenant);
    return row == null ? null : policyRows.decode(row);
  }

  /**
   * @param otherwise for tenants without a policy
   */
  @Nullable Policy policyInForce(String tenant, @Nullable Policy otherwise) {
    Policy policy = policy(tenant);
    return policy == null ? otherwise : policy;
  }

  /** Whether the policy would be stored whole. */
  boolean holds(TenantPolicy policy) {
    return policyRows.holds(policy);
  }

  void putPolicy(String tenant, @Nullable TenantPolicy policy) {
    policiesRead.remove(tenant);
    policies.put(tenant, policy == null ? null : policyRows.encode(policy));
  }

  @Override
  public @Nullable ScopeRow find(ScopeValue scope) {
    byte[] row = limits.get(scope.storeKey());
    return row == null ? null : ScopeRowCodec.decode(row);
  }

  @Override
  public void eachOf(String tenant, BiConsumer<ScopeValue, ScopeRow> visitor) {
    try (KeyValueIterator<String, byte[]> rows =
        limits.prefixScan(ScopeValue.tenantPrefix(tenant), new StringSerializer())) {
      while (rows.hasNext()) {
        KeyValue<String, byte[]> row = rows.next();
        visitor.accept(ScopeValue.parse(row.key), ScopeRowCodec.decode(row.value));
      }
    }
  }

  /**
   * Drops limits' rows that count nothing any more, checking this many of them, in turn, and marks
   * of alerts in windows that have ended.
   */
  void dropIdleLimits(int most) {
    List<ScopeValue> slice = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> rows = limits.range(nextLimit, null)) {
      while (rows.hasNext() && slice.size() < most) {
        slice.add(ScopeValue.parse(rows.next().key));
      }
      nextLimit = rows.hasNext() ? rows.peekNextKey() : null;
    }
    Map<ScopeValue, ScopeRow> idle;
    try {
      idle = Admission.dropIdle(slice, this, progress.clockMs());
    } catch (KafkaException broken) {
      throw broken;
    } catch (RuntimeException unreadable) {
      // housekeeping is not worth a stream thread, and nothing is written yet
      log.error("a row of the limits can't be read; those beside it are not evicted", unreadable);
      return;
    }
    putLimits(idle);
    alerts.dropPast(progress.clockMs(), most);
  }

  /** The decision time, in milliseconds since 1970. */
  long clockMs() {
    return progress.clockMs();
  }

  /**
   * Writes changed rows; deletes empty ones. Where use may have risen, {@link
   * GatewayTask#putLimits} tells of it too.
   */
  void putLimits(Map<ScopeValue, ScopeRow> rows) {
    rows.forEach(
        (scope, row) ->
            limits.put(scope.storeKey(), row.isGone() ? null : ScopeRowCodec.encode(row)));
  }

  /**
   * @param appendTime of a request with that ID; found even if the broker's clock has gone back
   *     since
   */
  @Nullable IdempotencyRecord memory(String tenant, String requestId, Instant appendTime) {
    String key = memoryKey(tenant, requestId);
    byte[] row = requestIds.latest(key, appendTime, IdempotencyRecord.RETENTION);
    return row == null ? null : IdempotencyRecord.decode(row);
  }

  void putMemory(String tenant, String requestId, IdempotencyRecord memory) {
    Instant acceptedAt = Instant.ofEpochMilli(memory.acceptedAtMs());
    requestIds.put(memoryKey(tenant, requestId), acceptedAt, memory.encode());
  }

  /** Null also for an unreadable row; see {@link #eachJournal}. */
  @Nullable JournalEntry journal(String pollingId) {
    byte[] row = journal.get(pollingId);
    return row == null ? null : decoded(pollingId, row);
  }

  void putJournal(JournalEntry entry) {
    journal.put(entry.call().pollingId(), journalRows.encode(entry));
  }

  /**
   * @param unreadable receives the polling IDs of damaged rows, which stay where they are. A row of
   *     a newer release is thrown instead: its calls must be waited for, not forgotten.
   */
  void eachJournal(Consumer<JournalEntry> visitor, Consumer<String> unreadable) {
    try (KeyValueIterator<String, byte[]> rows = journal.all()) {
      while (rows.hasNext()) {
        KeyValue<String, byte[]> row = rows.next();
        JournalEntry entry = decoded(row.key, row.value);
        if (entry == null) {
          unreadable.accept(row.key);
        } else {
          visitor.accept(entry);
        }
      }
    }
  }

  private @Nullable JournalEntry decoded(String pollingId, byte[] row) {
    try {
      return journalRows.decode(pollingId, row);
    } catch (RuntimeException unreadable) {
      if (PoisonPills.isOfNewerRelease(unreadable)) {
        throw unreadable;
      }
      // one row must not stop its whole partition
      log.error("a row of the journal is damaged and is set aside", unreadable);
      return null;
    }
  }

  @Nullable Request payload(JournalEntry entry) {
    ByteBuffer held = entry.payload();
    byte[] stored =
        held == null ? payloads.get(entry.call().pollingId()) : AvroRowCodec.bytes(held);
    return stored == null ? null : RequestRecords.fromRecord(payloadRows.decode(stored));
  }

  void putPayload(String pollingId, byte[] canonical) {
    payloads.put(pollingId, canonical);
  }

  /** The stored form of payloads. */
  PayloadRows payloadRows() {
    return payloadRows;
  }

  /** The call has ended: deletes its entry and payload. */
  void close(JournalEntry entry) {
    journal.delete(entry.call().pollingId());
    dropPayload(entry);
  }

  /** The call has ended, but its usage is not known yet. */
  void closeUnsettled(JournalEntry entry, JournalEntry unsettled, ClosedCall call) {
    putJournal(unsettled);
    dropPayload(entry);
    putClosed(call);
  }

  private void dropPayload(JournalEntry entry) {
    if (entry.payload() == null) {
      payloads.delete(entry.call().pollingId());
    }
  }

  /** Nothing is reserved any more for a call that was closed before. */
  void settled(String pollingId) {
    journal.delete(pollingId);
  }

  /** Null also for a call that has ended with all its attempts. */
  @Nullable ClosedCall closed(PollingId id) {
    byte[] row = closed.find(id.text(), id.acceptedAt());
    return row == null ? null : closedRows.decode(id, row);
  }

  void putClosed(ClosedCall call) {
    closed.put(call.request().pollingId(), call.request().acceptedAt(), closedRows.encode(call));
  }

  private static String memoryKey(String tenant, String requestId) {
    // the length keeps (tenant, request ID) unambiguous whatever they contain
    return tenant.length() + ":" + tenant + requestId;
  }
}
