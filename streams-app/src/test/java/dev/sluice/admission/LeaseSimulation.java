package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LeaseMessage.Grant;
import dev.sluice.admission.LeaseMessage.Use;
import dev.sluice.admission.LeasePartition.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;

/**
 * One seed's schedule of a tenant whose requests are admitted in several partitions. Transactions
 * abort and tasks crash; records wait as long as they like; messages come again; brokers' clocks
 * differ and jump; operators delete stores and set positions back to the beginning.
 */
final class LeaseSimulation {
  private static final int EVENTS = 5_000;
  private static final int PARTITIONS = 4;
  private static final int HOME = 0;

  /** Less than a lease: a holder whose clock is further ahead never has one that is not over. */
  private static final int MOST_SKEW_MS = 1_500;

  /** A minute before a day ends. */
  private static final long START_MS = 20_000 * 24 * 3_600_000L - 60_000;

  private static final List<Window> WINDOWS =
      List.of(Window.MINUTE, Window.MINUTE, Window.MINUTE, Window.HOUR, Window.DAY);

  private record Running(int partition, long need) {}

  private final Random random;

  /**
   * Whether operators delete stores: then not everything comes back before its window has passed.
   */
  private final boolean mayForget;

  private final Limit limit;
  private final LeaseLedger ledger;
  private final List<LeasePartition> partitions = new ArrayList<>();
  private final long[] skewMs = new long[PARTITIONS];
  private final long[] downUntilMs = new long[PARTITIONS];

  /** Calls that have not ended, by name. */
  private final Map<String, Running> running = new LinkedHashMap<>();

  private long nowMs = START_MS;
  private int requests;
  private int lives;
  private boolean forgot;

  LeaseSimulation(long seed, LeaseMistake mistake) {
    random = new Random(seed);
    mayForget = seed % 2 == 0;
    limit =
        Limit.of(
            List.of(Scope.TENANT),
            Metric.TOKENS,
            10 + random.nextInt(90),
            WINDOWS.get(random.nextInt(WINDOWS.size())));
    ledger = new LeaseLedger(limit);
    for (int id = 0; id < PARTITIONS; id++) {
      QuotaHome home = id == HOME ? QuotaHome.of(limit) : null;
      partitions.add(new LeasePartition(home, LeaseHolder.of(id, ++lives), mistake));
      skewMs[id] = skew();
    }
  }

  LeaseLedger run() {
    for (int i = 0; i < EVENTS; i++) {
      event(random.nextInt(100), random.nextInt(PARTITIONS));
    }
    return ledger;
  }

  private void event(int kind, int id) {
    if (kind < 25) {
      arrive(id);
    } else if (kind < 70) {
      process(id, 1 + random.nextInt(6));
      if (random.nextInt(4) > 0) {
        commit(id);
      }
    } else if (kind < 90) {
      nowMs += random.nextInt(random.nextInt(500) > 0 ? 300 : 20_000);
    } else if (kind < 94) {
      end();
    } else if (kind < 98) {
      append(id, new Input.Tick(random.nextInt(3) == 0));
    } else {
      fault(random.nextInt(12), id);
    }
  }

  private void fault(int kind, int id) {
    if (kind < 3) {
      partitions.get(id).abort();
    } else if (kind < 5) {
      partitions.get(id).abort();
      downUntilMs[id] = nowMs + random.nextInt(10_000);
    } else if (kind < 8) {
      partitions.get(id).repeat(random.nextInt(partitions.get(id).size() + 1), appendTime(id));
    } else if (kind < 11) {
      skewMs[id] = skew();
    } else if (id != HOME && mayForget) {
      forgot = true;
      partitions
          .get(id)
          .forget(++lives, random.nextBoolean() ? OptionalLong.of(0) : OptionalLong.empty());
    }
  }

  private long skew() {
    return random.nextInt(-MOST_SKEW_MS, MOST_SKEW_MS);
  }

  private long appendTime(int id) {
    return nowMs + skewMs[id];
  }

  private void append(int id, Input input) {
    partitions.get(id).append(input, appendTime(id));
  }

  private void arrive(int id) {
    append(
        id,
        new Input.Arrival(
            "r" + ++requests, 1 + random.nextInt(4), 4 + random.nextInt((int) limit.amount())));
  }

  private void end() {
    if (!running.isEmpty()) {
      String name = List.copyOf(running.keySet()).get(random.nextInt(running.size()));
      end(name, Objects.requireNonNull(running.remove(name)));
    }
  }

  private void end(String name, Running call) {
    String request = name.substring(name.indexOf(' ') + 1);
    append(call.partition(), new Input.Ended(request, random.nextLong(call.need() + 1)));
  }

  private void process(int id, int most) {
    LeasePartition partition = partitions.get(id);
    for (int i = 0; i < most && downUntilMs[id] <= nowMs && partition.hasInput(); i++) {
      partition.process();
    }
  }

  private void commit(int id) {
    LeasePartition.Committed all = partitions.get(id).commit();
    for (Use use : all.uses()) {
      String name = all.life() + " " + use.request();
      if (ledger.knows(name)) {
        ledger.ended(name, use.amount());
      } else {
        ledger.admitted(name, use);
        running.put(name, new Running(id, use.amount()));
      }
    }
    all.messages()
        .forEach(
            message ->
                append(
                    message instanceof Grant ? message.holder() : HOME, new Input.Told(message)));
  }

  /** What is not lost comes back once the leases are over and everything has been read. */
  void quiet() {
    for (int round = 0; round < 4; round++) {
      nowMs += QuotaHome.LEASE_MS + 10_000;
      running.forEach(this::end);
      running.clear();
      for (int id = 0; id < PARTITIONS; id++) {
        append(id, new Input.Tick(false));
      }
      readAll();
    }
    if (forgot) {
      allIsFree();
      return;
    }
    QuotaHome home = home();
    assertThat(home.out()).as("leases that nobody has reported").isEmpty();
    assertThat(home.counter().reserved()).as("what is still leased").isZero();
    assertThat(home.counter().pruned(home.clockMs()).used())
        .as("what the home counts of %s", limit.describe())
        .isEqualTo(ledger.counted(home.clockMs()));
  }

  /** What a holder forgot is reported by nobody; it leaves its window like any use. */
  private void allIsFree() {
    nowMs += limit.window().isCalendar() ? 24 * 3_600_000L : 0;
    nowMs += limit.window().length().toMillis() * 62 / 60 + QuotaHome.LEASE_MS + 10_000;
    arrive(PARTITIONS - 1);
    readAll();
    Grant last =
        partitions.get(PARTITIONS - 1).holder().leases().values().stream()
            .reduce((first, second) -> second)
            .map(LeaseHolder.Held::grant)
            .orElseThrow();
    assertThat(home().counter().used()).isZero();
    assertThat(home().out()).hasSize(1);
    assertThat(home().counter().reserved()).isEqualTo(last.amount());
  }

  private void readAll() {
    for (int i = 0; i < 20; i++) {
      for (int id = 0; id < PARTITIONS; id++) {
        process(id, Integer.MAX_VALUE);
        commit(id);
      }
    }
  }

  private QuotaHome home() {
    QuotaHome home = partitions.get(HOME).home();
    if (home == null) {
      throw new IllegalStateException("the first partition is the home");
    }
    return home;
  }
}
