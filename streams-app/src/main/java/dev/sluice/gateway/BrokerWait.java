package dev.sluice.gateway;

import dev.sluice.access.KafkaFault;
import dev.sluice.access.KafkaFaults;
import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a broker that is away. What a broker refuses, or no client can be made of, ends the
 * wait at once. Blocks the calling thread; any thread.
 */
final class BrokerWait {
  private static final Logger log = LoggerFactory.getLogger(BrokerWait.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  interface Pause {
    void pause(Duration pause) throws InterruptedException;
  }

  private final Supplier<Admin> clients;
  private final KafkaFaults faults;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private final LogLimiter lines = new LogLimiter();

  BrokerWait(Supplier<Admin> clients, KafkaFaults faults, Duration patience) {
    this(
        clients,
        faults,
        patience,
        System::nanoTime,
        pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()));
  }

  /** For tests with a clock of their own. */
  BrokerWait(
      Supplier<Admin> clients,
      KafkaFaults faults,
      Duration patience,
      LongSupplier nanoTime,
      Pause pause) {
    this.clients = clients;
    this.faults = faults;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /**
   * A client to which a broker has answered. The caller closes it.
   *
   * @throws StartException if none answers in time, or one refuses the client
   */
  Admin await() throws StartException, InterruptedException {
    long start = nanoTime.getAsLong();
    int failures = 0;
    Admin admin = null;
    boolean answered = false;
    try {
      while (true) {
        Exception away;
        try {
          if (admin == null) {
            admin = clients.get();
          }
          ask(admin, patience.toNanos() - (nanoTime.getAsLong() - start));
          answered = true;
          return admin;
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
          away = failed;
        }
        if (KafkaFaults.isEnded(away)) {
          close(admin);
          admin = null;
        }
        waitAfter(++failures, away, start);
      }
    } finally {
      if (!answered) {
        close(admin);
      }
    }
  }

  private static void ask(Admin admin, long leftNanos)
      throws ExecutionException, TimeoutException, InterruptedException {
    long wait = Math.min(ANSWER.toNanos(), Math.max(TimeUnit.MILLISECONDS.toNanos(1), leftNanos));
    admin.describeCluster().nodes().get(wait, TimeUnit.NANOSECONDS);
  }

  private void waitAfter(int failures, Exception away, long start)
      throws StartException, InterruptedException {
    KafkaFault fault = faults.of(away);
    if (fault instanceof KafkaFault.Refused) {
      throw Refusals.find(faults, away).orElseThrow();
    }
    if (fault instanceof KafkaFault.Unforeseen
        && away instanceof RuntimeException mistake
        && !KafkaFaults.isEnded(away)) {
      throw mistake;
    }
    long now = nanoTime.getAsLong();
    Duration next = PAUSES.pause(failures);
    Duration left = patience.minusNanos(now - start);
    if (left.isNegative() || left.isZero()) {
      throw new StartException(ExitStatus.BROKER_AWAY, gaveUp(away), away);
    }
    lines.warn(
        log,
        "broker",
        TimeUnit.NANOSECONDS.toMillis(now),
        "no broker answers at %s yet; waiting for it (%s)".formatted(servers(), fault.line()));
    pause.pause(next.compareTo(left) < 0 ? next : left);
  }

  private String gaveUp(Exception away) {
    String line = "no broker answers at %s within %d s".formatted(servers(), patience.toSeconds());
    if (KafkaFaults.isEnded(away)) {
      return line
          + "; Kafka's admin client ended each time, as it does when it runs out of memory because"
          + " kafka.security.protocol is not the listener's";
    }
    return line
        + (Listeners.isAnyOpen(servers())
            ? ", though something listens there; check kafka.security.protocol and"
                + " kafka.sasl.mechanism: brokers disconnect clients that speak another protocol"
            : "; check kafka.bootstrap.servers");
  }

  private String servers() {
    return String.valueOf(faults.kafka().get("bootstrap.servers"));
  }

  private static void close(@Nullable Admin admin) {
    if (admin != null) {
      // a longer timeout would wait a minute for a broker that is away
      admin.close(Duration.ZERO);
    }
  }
}
