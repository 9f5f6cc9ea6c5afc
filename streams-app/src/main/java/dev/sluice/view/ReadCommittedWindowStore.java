package dev.sluice.view;

import dev.sluice.call.OpenTransaction;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.WindowKeyQuery;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * A window store whose interactive queries find only what is committed, although its task writes to
 * it: where the open transaction has changed a row, they find it as it was before. A row that the
 * transaction has made is answered by the failure {@link #UNCOMMITTED}, since it may be committed
 * already as far as others can see. The task itself finds what it wrote.
 *
 * <p>What is restored, and what a standby holds, comes from a changelog that is read committed, and
 * past {@link #put}.
 */
final class ReadCommittedWindowStore extends DelegatingWindowStore {
  static final FailureReason UNCOMMITTED = FailureReason.NOT_UP_TO_BOUND;

  private final OpenTransaction transaction;

  /**
   * Those of the open transaction. Its commit replaces them. If it ends in any other way, they stay
   * until the store is closed, which Streams wipes then: until that, it holds what never was.
   */
  private volatile BeforeImages before = new BeforeImages();

  ReadCommittedWindowStore(WindowStore<Bytes, byte[]> store, OpenTransaction transaction) {
    super(store);
    this.transaction = transaction;
  }

  /** A revived task opens its stores again. */
  @Override
  public void init(StateStoreContext context, StateStore root) {
    before = new BeforeImages();
    super.init(context, root);
  }

  @Override
  public void put(Bytes key, byte[] value, long window) {
    BeforeImages images = before;
    if (!images.has(key, window)) {
      boolean first = images.isEmpty();
      images.add(key, window, fetch(key, window));
      if (first) {
        transaction.onEnd(() -> committed(images));
      }
    }
    super.put(key, value, window);
  }

  private void committed(BeforeImages images) {
    // not those of a store that was opened since
    if (before == images) {
      before = new BeforeImages();
    }
  }

  /** Any thread. Answers {@link WindowKeyQuery} alone: others would have to look here too. */
  @Override
  @SuppressWarnings("unchecked") // of the bytes that a store without types is asked for
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    if (!(query instanceof WindowKeyQuery<?, ?>) || !bound.isUnbounded()) {
      return QueryResult.forUnknownQueryType(query, this);
    }
    WindowKeyQuery<Bytes, byte[]> rows = (WindowKeyQuery<Bytes, byte[]>) query;
    long from = rows.getTimeFrom().map(Instant::toEpochMilli).orElse(0L);
    long to = rows.getTimeTo().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    BeforeImages images;
    QueryResult<WindowStoreIterator<byte[]>> result;
    do {
      images = before;
      NavigableMap<Long, byte[]> found = read(rows.getKey(), from, to);
      // not before: a row that was written meanwhile has an image by now
      result = asItWas(found, images.of(rows.getKey()), from, to);
      // a transaction that has ended has left no image of what it had written when it was read
    } while (images != before);
    return (QueryResult<R>) result;
  }

  private NavigableMap<Long, byte[]> read(Bytes key, long from, long to) {
    NavigableMap<Long, byte[]> found = new TreeMap<>();
    if (from == to) {
      byte[] row = fetch(key, from);
      if (row != null) {
        found.put(from, row);
      }
      return found;
    }
    try (WindowStoreIterator<byte[]> all = fetch(key, from, to)) {
      all.forEachRemaining(row -> found.put(row.key, row.value));
    }
    return found;
  }

  private static QueryResult<WindowStoreIterator<byte[]>> asItWas(
      NavigableMap<Long, byte[]> rows, BeforeImages.@Nullable Image images, long from, long to) {
    boolean made = false;
    for (BeforeImages.Image image = images; image != null; image = image.next()) {
      if (from <= image.window() && image.window() <= to) {
        if (image.row() == null) {
          rows.remove(image.window());
          made = true;
        } else {
          rows.put(image.window(), image.row());
        }
      }
    }
    return rows.isEmpty() && made
        ? QueryResult.forFailure(UNCOMMITTED, "the transaction that writes the row is open")
        : QueryResult.forResult(new Rows(rows));
  }

  /** What was read; holds nothing. */
  private static final class Rows implements WindowStoreIterator<byte[]> {
    private final NavigableMap<Long, byte[]> rest;

    private Rows(NavigableMap<Long, byte[]> rows) {
      this.rest = rows;
    }

    @Override
    public boolean hasNext() {
      return !rest.isEmpty();
    }

    @Override
    public KeyValue<Long, byte[]> next() {
      Map.Entry<Long, byte[]> first = first();
      rest.remove(first.getKey());
      return KeyValue.pair(first.getKey(), first.getValue());
    }

    @Override
    public Long peekNextKey() {
      return first().getKey();
    }

    private Map.Entry<Long, byte[]> first() {
      Iterator<Map.Entry<Long, byte[]>> entries = rest.entrySet().iterator();
      return entries.next();
    }

    @Override
    public void close() {}
  }
}
