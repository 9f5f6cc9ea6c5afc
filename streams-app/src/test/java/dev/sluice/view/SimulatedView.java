package dev.sluice.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.call.OpenTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.WindowKeyQuery;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/** The view's own store of one task, over rows that the simulation keeps. */
public final class SimulatedView {
  private static final long FOREVER = 10_000_000_000_000L;

  private final ReadCommittedWindowStore store;
  private @Nullable WindowStore<String, byte[]> rows;

  public SimulatedView(OpenTransaction transaction) {
    WindowStore<Bytes, byte[]> stored =
        windows(
            (method, arguments) ->
                method.getName().equals("init") ? null : call(rows, method, texts(arguments)));
    store = new ReadCommittedWindowStore(stored, transaction);
  }

  /** As Kafka Streams opens the store of a task that it initialises: with what is committed. */
  @SuppressWarnings("NullAway") // the simulation's rows need no context
  public WindowStore<String, byte[]> open(WindowStore<String, byte[]> committed) {
    rows = committed;
    store.init(null, null);
    return windows((method, arguments) -> call(store, method, bytes(arguments)));
  }

  /** The row that a poll finds; null if there is none, or nobody can say. */
  public byte @Nullable [] poll(String pollingId) {
    WindowKeyQuery<Bytes, byte[]> query =
        WindowKeyQuery.withKeyAndWindowStartRange(
            Bytes.wrap(pollingId.getBytes(UTF_8)), Instant.EPOCH, Instant.ofEpochMilli(FOREVER));
    QueryResult<WindowStoreIterator<byte[]>> found =
        store.query(query, PositionBound.unbounded(), new QueryConfig(false));
    byte[] last = null;
    if (found.isSuccess()) {
      WindowStoreIterator<byte[]> all = found.getResult();
      while (all.hasNext()) {
        last = all.next().value;
      }
    }
    return last;
  }

  private interface Call {
    @Nullable Object to(Method method, Object[] arguments);
  }

  @SuppressWarnings("unchecked")
  private static <K> WindowStore<K, byte[]> windows(Call call) {
    return (WindowStore<K, byte[]>)
        Proxy.newProxyInstance(
            SimulatedView.class.getClassLoader(),
            new Class<?>[] {WindowStore.class},
            (proxy, method, arguments) ->
                call.to(method, arguments == null ? new Object[0] : arguments));
  }

  private static @Nullable Object call(@Nullable Object store, Method method, Object[] arguments) {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(thrown);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Object[] texts(Object[] arguments) {
    return mapped(
        arguments, each -> each instanceof Bytes bytes ? new String(bytes.get(), UTF_8) : each);
  }

  private static Object[] bytes(Object[] arguments) {
    return mapped(
        arguments, each -> each instanceof String text ? Bytes.wrap(text.getBytes(UTF_8)) : each);
  }

  private static Object[] mapped(Object[] arguments, Function<Object, Object> how) {
    return Arrays.stream(arguments).map(each -> each == null ? null : how.apply(each)).toArray();
  }
}
