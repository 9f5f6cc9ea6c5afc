package dev.sluice.admission;

import dev.sluice.admission.LeaseMessage.Ask;
import dev.sluice.admission.LeaseMessage.Grant;
import dev.sluice.admission.LeaseMessage.Report;
import dev.sluice.admission.LeaseMessage.Unused;
import dev.sluice.admission.LeaseMessage.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Another partition that admits requests of the tenant under leases. Immutable.
 *
 * @param clockMs the limiter's clock of this partition
 * @param read the number of the home's last message
 * @param written that of its own
 * @param asked whether the home owes it an answer
 * @param leases by number
 * @param open the requests whose use is not known yet, by their IDs
 */
record LeaseHolder(
    int id,
    long life,
    long clockMs,
    long read,
    long written,
    boolean asked,
    SortedMap<Long, Held> leases,
    Map<String, Open> open) {

  /** The use of a request that has not ended, and the lease that it counts under. */
  record Open(long lease, Use use) {}

  record Held(Grant grant, List<Use> uses) {
    Held {
      uses = List.copyOf(uses);
    }

    long left() {
      return grant.amount() - uses.stream().mapToLong(Use::amount).sum();
    }

    /** In place of what the request used before, if anything. */
    Held with(Use use) {
      List<Use> next = new ArrayList<>(uses);
      next.removeIf(each -> each.request().equals(use.request()));
      next.add(use);
      return new Held(grant, next);
    }
  }

  /**
   * @param admitted null if nothing was
   */
  record Step(LeaseHolder next, List<LeaseMessage> messages, @Nullable Use admitted) {}

  LeaseHolder {
    leases = new TreeMap<>(leases);
    open = Map.copyOf(open);
  }

  static LeaseHolder of(int id, long life) {
    return new LeaseHolder(id, life, Long.MIN_VALUE, 0, 0, false, new TreeMap<>(), Map.of());
  }

  /** Admits a request under the first lease that has room for it, or asks for one and refuses. */
  Step request(String request, long need, long wanted, long appendedMs, LeaseMistake mistake) {
    LeaseHolder now = at(appendedMs);
    for (Held held : now.leases.values()) {
      Grant grant = held.grant();
      long atMs =
          mistake == LeaseMistake.USED_BEFORE_ITS_START
              ? now.clockMs
              : Math.max(now.clockMs, grant.fromMs());
      boolean inTime = atMs <= grant.untilMs() || mistake == LeaseMistake.USED_AFTER_ITS_END;
      if (inTime && held.left() >= need) {
        Use use = new Use(request, atMs, need);
        return new Step(
            now.at(atMs).holding(held.with(use)).opened(new Open(grant.number(), use)),
            List.of(),
            use);
      }
    }
    if (now.asked) {
      return new Step(now, List.of(), null);
    }
    Ask ask = new Ask(id, life, written + 1, wanted);
    return new Step(now.said(1, true), List.of(ask), null);
  }

  /** The request used so much of what it took. */
  Step settle(String request, long used) {
    Open call = open.get(request);
    if (call == null) {
      return new Step(this, List.of(), null);
    }
    LeaseHolder next = closed(request);
    Held held = leases.get(call.lease());
    Use use = call.use();
    if (held != null) {
      return new Step(next.holding(held.with(new Use(request, use.atMs(), used))), List.of(), null);
    }
    Unused unused = new Unused(id, life, written + 1, use.atMs(), use.amount() - used);
    return new Step(next.said(1, asked), List.of(unused), null);
  }

  /**
   * Reports leases that have ended or are used up.
   *
   * @param early whether those that could still be used are given back too
   */
  Step report(boolean early, long appendedMs, LeaseMistake mistake) {
    LeaseHolder now = at(appendedMs);
    List<LeaseMessage> reports = new ArrayList<>();
    SortedMap<Long, Held> kept = new TreeMap<>();
    now.leases.forEach(
        (number, held) -> {
          boolean over =
              now.clockMs > held.grant().untilMs() && mistake != LeaseMistake.USED_AFTER_ITS_END;
          if (early || over || held.left() == 0) {
            long at = written + reports.size() + 1;
            reports.add(new Report(id, life, at, number, held.uses()));
          } else {
            kept.put(number, held);
          }
        });
    if (mistake == LeaseMistake.NEVER_REPORTED) {
      return new Step(now.with(kept), List.of(), null);
    }
    LeaseHolder said = now.said(reports.size(), asked);
    return new Step(
        mistake == LeaseMistake.KEPT_AFTER_ITS_REPORT ? said : said.with(kept), reports, null);
  }

  /** Takes a lease, unless it is another life's or has come before. */
  LeaseHolder take(Grant grant, long appendedMs, LeaseMistake mistake) {
    boolean repeated = grant.number() <= read && mistake != LeaseMistake.TAKEN_TWICE;
    if (grant.life() != life || repeated) {
      return this;
    }
    LeaseHolder now = at(appendedMs);
    LeaseHolder next =
        new LeaseHolder(id, life, now.clockMs, grant.number(), written, false, leases, open);
    return grant.amount() == 0 ? next : next.holding(new Held(grant, List.of()));
  }

  private LeaseHolder at(long ms) {
    return new LeaseHolder(id, life, Math.max(clockMs, ms), read, written, asked, leases, open);
  }

  private LeaseHolder said(int messages, boolean nowAsked) {
    return new LeaseHolder(id, life, clockMs, read, written + messages, nowAsked, leases, open);
  }

  private LeaseHolder holding(Held held) {
    SortedMap<Long, Held> next = new TreeMap<>(leases);
    next.put(held.grant().number(), held);
    return with(next);
  }

  private LeaseHolder with(SortedMap<Long, Held> other) {
    return new LeaseHolder(id, life, clockMs, read, written, asked, other, open);
  }

  private LeaseHolder opened(Open call) {
    Map<String, Open> next = new TreeMap<>(open);
    next.put(call.use().request(), call);
    return new LeaseHolder(id, life, clockMs, read, written, asked, leases, next);
  }

  private LeaseHolder closed(String request) {
    Map<String, Open> next = new TreeMap<>(open);
    next.remove(request);
    return new LeaseHolder(id, life, clockMs, read, written, asked, leases, next);
  }
}
