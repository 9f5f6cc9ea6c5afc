package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Arbitrary policies and arrivals, dense enough that small limits bind, with a clock that jumps.
 */
final class Traffic extends DomainContextBase {

  /** A request and the time that the broker stamped it with. */
  record Arrival(AdmissionRequest request, long atMs) {}

  record Arrivals(List<Arrival> list) {}

  @Provide
  Arbitrary<Policy> policies() {
    return limits().list().ofMinSize(1).ofMaxSize(5).map(limits -> Policy.of(1, limits));
  }

  @Provide
  Arbitrary<Arrivals> arrivals() {
    Arbitrary<Long> steps =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0L)),
            Tuple.of(5, Arbitraries.longs().between(1, 40)),
            Tuple.of(4, Arbitraries.longs().between(41, 2_000)),
            Tuple.of(2, Arbitraries.longs().between(2_001, 70_000)),
            Tuple.of(1, Arbitraries.longs().between(70_001, 4_000_000)),
            Tuple.of(2, Arbitraries.longs().between(-70_000, -1)));
    return Combinators.combine(requests(), steps)
        .as((request, step) -> new Arrival(request, step))
        .list()
        .ofMinSize(2)
        .ofMaxSize(60)
        .flatMap(
            relative ->
                Arbitraries.longs()
                    .between(1_790_000_000_000L, 1_790_000_100_000L)
                    .map(start -> absolute(relative, start)));
  }

  private static Arrivals absolute(List<Arrival> relative, long start) {
    List<Arrival> arrivals = new ArrayList<>();
    long now = start;
    for (Arrival arrival : relative) {
      now += arrival.atMs();
      arrivals.add(new Arrival(arrival.request(), now));
    }
    return new Arrivals(arrivals);
  }

  private static Arbitrary<Limit> limits() {
    Arbitrary<Set<Scope>> scopes = Arbitraries.of(Scope.class).set().ofMinSize(1);
    Arbitrary<Window> windows = Arbitraries.of(Window.SECOND, Window.MINUTE, Window.HOUR);
    return Combinators.combine(scopes, Arbitraries.longs().between(1, 6), windows)
        .as((per, amount, window) -> Limit.of(per, Metric.REQUESTS, amount, window));
  }

  private static Arbitrary<AdmissionRequest> requests() {
    return Combinators.combine(
            Arbitraries.of("batch", "live"),
            Arbitraries.of("u1", "u2").injectNull(0.3),
            Arbitraries.of("gpt-4o", "gpt-5"))
        .as((key, user, model) -> AdmissionRequest.of("acme", key, user, model, Map.of()));
  }

  /**
   * Whether a limit counts both requests in the same counter; the reference's own reading of
   * scopes.
   */
  static boolean together(Limit limit, AdmissionRequest a, AdmissionRequest b) {
    return (!limit.per().contains(Scope.KEY) || a.keyId().equals(b.keyId()))
        && (!limit.per().contains(Scope.MODEL) || a.model().equals(b.model()))
        && (!limit.per().contains(Scope.USER)
            || (a.user() != null && Objects.equals(a.user(), b.user())));
  }

  static long lengthMs(Limit limit) {
    return switch (limit.window()) {
      case SECOND -> 1_000;
      case MINUTE -> 60_000;
      case HOUR -> 3_600_000;
      case NONE, DAY, MONTH -> throw new IllegalArgumentException("not rolling: " + limit);
    };
  }
}
