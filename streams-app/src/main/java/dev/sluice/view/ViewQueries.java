package dev.sluice.view;

import dev.sluice.call.PollingId;
import dev.sluice.wire.RowFormats;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.query.WindowKeyQuery;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the view's replicas of this instance by interactive queries. Only an active replica on a
 * running thread may say that a row is absent or pending; a terminal row changes only by deletion,
 * so any replica that has it may serve it. Immutable; any thread.
 */
public final class ViewQueries implements ViewReader {
  private static final int TRIES = 4;
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** {@link KafkaStreams#query}, or a store in a test. */
  interface Queries
      extends Function<
          StateQueryRequest<WindowStoreIterator<byte[]>>,
          StateQueryResult<WindowStoreIterator<byte[]>>> {}

  private final Queries queries;
  private final ViewRowCodec rows = new ViewRowCodec(RowFormats.newest());
  private final Runnable pause;

  /** The streams may be in any state, started or not. */
  public ViewQueries(KafkaStreams streams) {
    this(streams::query, () -> LockSupport.parkNanos(PAUSE.toNanos()));
  }

  ViewQueries(Queries queries, Runnable pause) {
    this.queries = queries;
    this.pause = pause;
  }

  @Override
  public Lookup find(PollingId id) {
    // a thread is not RUNNING while any of its tasks restores, and the row's transaction may be
    // about to be committed: both are often soon over
    Lookup lookup = findOnce(id);
    for (int tries = 1; isSoonOver(lookup) && tries < TRIES; tries++) {
      pause.run();
      lookup = findOnce(id);
    }
    return lookup;
  }

  private static boolean isSoonOver(Lookup lookup) {
    return lookup instanceof Lookup.Unknown || lookup instanceof Lookup.Uncommitted;
  }

  private Lookup findOnce(PollingId id) {
    Lookup active = ask(id, StateQueryRequest::requireActive);
    if (!(active instanceof Lookup.Unknown)) {
      return active;
    }
    Lookup any = ask(id, UnaryOperator.identity());
    return any instanceof Lookup.Found found && found.row().isTerminal() ? any : active;
  }

  /** Where {@link RowsByAcceptance} would find it. */
  private Lookup ask(
      PollingId id, UnaryOperator<StateQueryRequest<WindowStoreIterator<byte[]>>> replica) {
    Lookup exact = ask(replica.apply(request(id, id.acceptedAt())), id.partition());
    return exact instanceof Lookup.Absent
        ? ask(replica.apply(request(id, Instant.EPOCH)), id.partition())
        : exact;
  }

  private static StateQueryRequest<WindowStoreIterator<byte[]>> request(
      PollingId id, Instant from) {
    WindowKeyQuery<String, byte[]> query =
        WindowKeyQuery.withKeyAndWindowStartRange(id.text(), from, id.acceptedAt());
    return StateQueryRequest.inStore(ViewStore.NAME)
        .withQuery(query)
        .withPartitions(Set.of(id.partition()));
  }

  private Lookup ask(StateQueryRequest<WindowStoreIterator<byte[]>> request, int partition) {
    try {
      QueryResult<WindowStoreIterator<byte[]>> result =
          queries.apply(request).getPartitionResults().get(partition);
      if (result == null) {
        return new Lookup.Unknown("no replica answered");
      }
      if (result.isFailure()) {
        if (result.getFailureReason() == ReadCommittedWindowStore.UNCOMMITTED) {
          return new Lookup.Uncommitted();
        }
        return new Lookup.Unknown(result.getFailureReason().name());
      }
      return read(result.getResult());
    } catch (KafkaException | IllegalStateException | IllegalArgumentException notNow) {
      // not started, rebalancing, stopped, or the task closed during the read; a row of a newer
      // release also ends here, for a newer instance to answer
      return new Lookup.Unknown(notNow.getClass().getSimpleName());
    }
  }

  private Lookup read(@Nullable WindowStoreIterator<byte[]> found) {
    if (found == null) {
      return new Lookup.Unknown("no replica answered");
    }
    try (found) {
      byte[] last = null;
      while (found.hasNext()) {
        last = found.next().value;
      }
      return last == null ? new Lookup.Absent() : new Lookup.Found(rows.decode(last));
    }
  }
}
