package dev.sluice.provider.http;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Resolves a host and drops the addresses that must not be connected to. The client connects to
 * exactly the returned ones, so a name that resolves differently a moment later changes nothing.
 * Any thread.
 */
final class GuardedResolver implements SocketAddressResolver {
  /** A lookup blocks for as long as the name's server takes. */
  private static final int THREADS = 32;

  private final SocketAddressResolver all;
  private final Predicate<InetAddress> permitted;

  GuardedResolver(Scheduler scheduler, long timeoutMs, Predicate<InetAddress> permitted) {
    this.all = new SocketAddressResolver.Async(threads(), scheduler, timeoutMs);
    this.permitted = permitted;
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    all.resolve(
        host,
        port,
        context,
        Promise.from(
            found -> {
              List<InetSocketAddress> safe =
                  found.stream().filter(each -> permitted.test(each.getAddress())).toList();
              if (safe.isEmpty()) {
                promise.failed(new RefusedAddressException());
              } else {
                promise.succeeded(safe);
              }
            },
            promise::failed));
  }

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder().setNameFormat("sluice-names-%d").setDaemon(true).build());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
