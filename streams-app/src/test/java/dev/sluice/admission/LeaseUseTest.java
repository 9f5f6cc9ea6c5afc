package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LeaseMessage.Grant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What leases cost while nothing fails: how much of a limit of 6,000 a minute is admitted in four
 * partitions, beside one partition that counts alone, at twice and at half as many requests, each
 * message under way for 60 ms. Who finds no lease is refused here, and could wait for one: 120 ms.
 * A holder asks for what it would have used in the last 3 s.
 */
class LeaseUseTest {
  private static final int PARTITIONS = 4;
  private static final long HOP_MS = 60;
  private static final long TICK_MS = 250;
  private static final long WARM_UP_MS = 120_000;
  private static final long END_MS = WARM_UP_MS + 180_000;
  private static final Limit LIMIT =
      Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, 6_000, Window.MINUTE);

  private record Sent(long atMs, LeaseMessage message) {}

  private final Deque<Sent> under = new ArrayDeque<>();
  private final List<LeaseHolder> holders = new ArrayList<>();
  private final List<Deque<Long>> arrivals = new ArrayList<>();
  private QuotaHome home = QuotaHome.of(LIMIT);

  /**
   * @param percents of the requests, by partition
   * @param everyMs one of them
   */
  @ParameterizedTest
  @CsvSource({
    "25 25 25 25, 5, 0.99",
    "85 5 5 5, 5, 0.99",
    "100 0 0 0, 5, 0.99",
    "25 25 25 25, 20, 0.93",
    "85 5 5 5, 20, 0.93",
    "100 0 0 0, 20, 0.95"
  })
  void shouldAdmitNearlyAsMuchAsOnePartitionAlone(String percents, long everyMs, double least) {
    // Given
    List<Integer> shares = List.of(percents.split(" ")).stream().map(Integer::valueOf).toList();
    for (int id = 0; id < PARTITIONS; id++) {
      holders.add(LeaseHolder.of(id, 1));
      arrivals.add(new ArrayDeque<>());
    }

    // When
    long leased = 0;
    long alone = 0;
    Counter counter = Counter.empty(LIMIT.counter());
    for (long nowMs = 0; nowMs < END_MS; nowMs += everyMs) {
      deliver(nowMs);
      int id = partition(shares, (int) (nowMs / everyMs * 37 % 100));
      boolean counts = nowMs >= WARM_UP_MS;
      leased += request(id, nowMs) && counts ? 1 : 0;
      if (counter.pruned(nowMs).used() < LIMIT.amount()) {
        counter = counter.debit(1, nowMs);
        alone += counts ? 1 : 0;
      }
      for (int holder = 0; nowMs % TICK_MS == 0 && holder < PARTITIONS; holder++) {
        take(holder, holders.get(holder).report(false, nowMs, LeaseMistake.NONE), nowMs);
      }
    }

    // Then
    double share = (double) leased / alone;
    assertThat(share).isBetween(least, 1.0);
  }

  private static int partition(List<Integer> shares, int at) {
    int id = 0;
    for (int left = at - shares.get(0); left >= 0; left -= shares.get(id)) {
      id++;
    }
    return id;
  }

  private boolean request(int id, long nowMs) {
    Deque<Long> recent = arrivals.get(id);
    recent.add(nowMs);
    while (recent.getFirst() <= nowMs - QuotaHome.LEASE_MS) {
      recent.removeFirst();
    }
    LeaseHolder.Step step =
        holders.get(id).request("r" + nowMs, 1, recent.size(), nowMs, LeaseMistake.NONE);
    take(id, step, nowMs);
    if (step.admitted() == null) {
      return false;
    }
    take(id, holders.get(id).settle("r" + nowMs, 1), nowMs);
    return true;
  }

  private void take(int id, LeaseHolder.Step step, long nowMs) {
    holders.set(id, step.next());
    step.messages().forEach(message -> under.add(new Sent(nowMs + HOP_MS, message)));
  }

  private void deliver(long nowMs) {
    while (!under.isEmpty() && under.getFirst().atMs() <= nowMs) {
      LeaseMessage message = under.removeFirst().message();
      if (message instanceof Grant grant) {
        int id = grant.holder();
        holders.set(id, holders.get(id).take(grant, nowMs, LeaseMistake.NONE));
      } else {
        QuotaHome.Step step = home.take(message, nowMs, LeaseMistake.NONE);
        home = step.next();
        step.grants().forEach(grant -> under.add(new Sent(nowMs + HOP_MS, grant)));
      }
    }
  }
}
