package dev.sluice.admission;

import dev.sluice.admission.LeaseMessage.Ask;
import dev.sluice.admission.LeaseMessage.Grant;
import dev.sluice.admission.LeaseMessage.Report;
import dev.sluice.admission.LeaseMessage.Unused;
import dev.sluice.admission.LeaseMessage.Use;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one counter of a limit, in the tenant's partition, that leases parts of the limit to others.
 * A lease is a reservation that is dated at its end: whatever is admitted under it is admitted
 * before that, so it is counted for at least as long as each of its requests would be. When the
 * holder reports, the reservation is replaced by the uses at their own times. Immutable.
 *
 * @param clockMs the limiter's clock
 * @param peers how far the messages of each life of a holder were read and answered
 * @param out the leases that have not been reported
 */
record QuotaHome(
    Limit limit, Counter counter, long clockMs, Map<Peer, Progress> peers, Map<Lease, Grant> out) {

  /** A counter has room for three time buckets of the future; this is as long for a minute. */
  static final long LEASE_MS = 3_000;

  private static final Progress NOTHING = new Progress(0, 0);

  record Peer(int holder, long life) {
    static Peer of(LeaseMessage message) {
      return new Peer(message.holder(), message.life());
    }
  }

  record Progress(long read, long written) {}

  record Lease(Peer peer, long number) {}

  record Step(QuotaHome next, List<Grant> grants) {}

  QuotaHome {
    peers = Map.copyOf(peers);
    out = Map.copyOf(out);
  }

  static QuotaHome of(Limit limit) {
    return new QuotaHome(limit, Counter.empty(limit.counter()), Long.MIN_VALUE, Map.of(), Map.of());
  }

  Step take(LeaseMessage message, long appendedMs, LeaseMistake mistake) {
    long now = Math.max(clockMs, appendedMs);
    Peer peer = Peer.of(message);
    Progress progress = peers.getOrDefault(peer, NOTHING);
    if (message.number() <= progress.read() && mistake != LeaseMistake.GIVEN_BACK_TWICE) {
      return new Step(this, List.of());
    }
    QuotaHome read = at(now).with(peer, new Progress(message.number(), progress.written()));
    if (mistake == LeaseMistake.TAKEN_BACK_UNHEARD) {
      read = read.withoutEnded();
    }
    if (message instanceof Ask ask) {
      return read.grant(ask, mistake);
    } else if (message instanceof Report report) {
      return new Step(read.settle(new Lease(peer, report.lease()), report, mistake), List.of());
    } else if (message instanceof Unused unused) {
      return new Step(read.add(unused.atMs(), -unused.amount(), 0), List.of());
    }
    throw new IllegalArgumentException("not for a home: " + message);
  }

  /** At most half of what is free, so that others who ask find something too. */
  private Step grant(Ask ask, LeaseMistake mistake) {
    Peer peer = Peer.of(ask);
    long free = limit.amount() - counter.used() - counter.reserved();
    long amount = Math.max(0, Math.min(ask.wanted(), (free + 1) / 2));
    long number = peers.getOrDefault(peer, NOTHING).written() + 1;
    Grant grant = new Grant(ask.holder(), ask.life(), number, amount, clockMs, clockMs + LEASE_MS);
    QuotaHome next = with(peer, new Progress(ask.number(), number));
    if (amount > 0) {
      Map<Lease, Grant> more = new LinkedHashMap<>(out);
      more.put(new Lease(peer, number), grant);
      long datedMs =
          mistake == LeaseMistake.COUNTED_AT_ITS_START ? grant.fromMs() : grant.untilMs();
      next = next.add(datedMs, 0, amount).with(more);
    }
    return new Step(next, List.of(grant));
  }

  private QuotaHome settle(Lease lease, Report report, LeaseMistake mistake) {
    Grant grant = out.get(lease);
    if (grant == null) {
      return this;
    }
    QuotaHome next = add(grant.untilMs(), 0, -grant.amount());
    for (Use use : report.uses()) {
      next = next.add(use.atMs(), use.amount(), 0);
    }
    return mistake == LeaseMistake.GIVEN_BACK_TWICE ? next : next.without(lease);
  }

  /** Forgets the leases that have left their window, as those of lives that are over do. */
  private QuotaHome at(long nowMs) {
    TimeBuckets spans = counter.id().spans();
    Map<Lease, Grant> counted = new LinkedHashMap<>(out);
    counted
        .values()
        .removeIf(grant -> spans.indexAt(grant.untilMs()) < spans.oldestCountedAt(nowMs));
    return with(counter.pruned(nowMs), nowMs).with(counted);
  }

  private QuotaHome withoutEnded() {
    QuotaHome next = this;
    for (Map.Entry<Lease, Grant> each : out.entrySet()) {
      if (each.getValue().untilMs() < clockMs) {
        next =
            next.add(each.getValue().untilMs(), 0, -each.getValue().amount())
                .without(each.getKey());
      }
    }
    return next;
  }

  private QuotaHome add(long atMs, long used, long reserved) {
    return with(counter.correct(atMs, used, reserved, clockMs), clockMs);
  }

  private QuotaHome with(Counter changed, long nowMs) {
    return new QuotaHome(limit, changed, nowMs, peers, out);
  }

  private QuotaHome with(Peer peer, Progress progress) {
    Map<Peer, Progress> next = new LinkedHashMap<>(peers);
    next.put(peer, progress);
    return new QuotaHome(limit, counter, clockMs, next, out);
  }

  private QuotaHome with(Map<Lease, Grant> leases) {
    return new QuotaHome(limit, counter, clockMs, peers, leases);
  }

  private QuotaHome without(Lease lease) {
    Map<Lease, Grant> fewer = new LinkedHashMap<>(out);
    fewer.remove(lease);
    return with(fewer);
  }
}
