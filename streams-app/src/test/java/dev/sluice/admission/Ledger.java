package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.Settlement.Overrun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A tenant's rows as a store keeps them: encoded, written only where a decision says so. */
final class Ledger implements ScopeRows {
  private final Map<String, byte[]> store = new TreeMap<>();

  @Override
  public @Nullable ScopeRow find(ScopeValue scope) {
    byte[] bytes = store.get(scope.storeKey());
    return bytes == null ? null : ScopeRowCodec.decode(bytes);
  }

  @Nullable ScopeRow row(ScopeValue scope) {
    return find(scope);
  }

  @Override
  public void eachOf(String tenant, BiConsumer<ScopeValue, ScopeRow> visitor) {
    store.forEach(
        (key, bytes) -> {
          if (key.startsWith(ScopeValue.tenantPrefix(tenant))) {
            visitor.accept(ScopeValue.parse(key), ScopeRowCodec.decode(bytes));
          }
        });
  }

  /** Decides and writes nothing. */
  LimitDecision ask(Policy policy, AdmissionRequest request, long nowMs) {
    return ask(policy, request, DecisionTime.at(nowMs));
  }

  LimitDecision ask(Policy policy, AdmissionRequest request, DecisionTime at) {
    return Admission.decide(policy, request, PriorClaims.NOBODY, this, at);
  }

  /** Decides and writes what the decision changes. */
  LimitDecision take(Policy policy, AdmissionRequest request, long nowMs) {
    return take(policy, request, DecisionTime.at(nowMs));
  }

  LimitDecision take(Policy policy, AdmissionRequest request, DecisionTime at) {
    LimitDecision decision = ask(policy, request, at);
    if (decision instanceof Admitted admitted) {
      write(admitted.changedRows());
    } else if (decision instanceof LimitDecision.TooManyValues refused) {
      write(refused.changedRows());
    }
    return decision;
  }

  Reservation mustTake(Policy policy, AdmissionRequest request, long nowMs) {
    LimitDecision decision = take(policy, request, nowMs);
    assertThat(decision).isInstanceOf(Admitted.class);
    return ((Admitted) decision).reservation();
  }

  /** The call ends before it used anything. */
  void release(Reservation reservation) {
    settle(reservation, UsageAmounts.NOTHING, reservation.atMs());
  }

  /** The call has ended, and it is not known yet what it used. */
  void giveSlotBack(Reservation reservation, long nowMs) {
    write(Admission.release(reservation, this, nowMs));
  }

  List<Overrun> settle(Reservation reservation, @Nullable UsageAmounts used, long nowMs) {
    return write(Admission.settle(reservation, used, this, nowMs));
  }

  List<Overrun> charge(Reservation reservation, @Nullable UsageAmounts used, long nowMs) {
    return write(Admission.charge(reservation, used, this, nowMs));
  }

  /** Drops all rows that count nothing any more. */
  void dropIdle(long nowMs) {
    write(Admission.dropIdle(store.keySet().stream().map(ScopeValue::parse).toList(), this, nowMs));
  }

  private List<Overrun> write(Settlement settlement) {
    write(settlement.changedRows());
    return settlement.overruns();
  }

  Map<String, List<Byte>> contents() {
    Map<String, List<Byte>> contents = new HashMap<>();
    store.forEach((key, bytes) -> contents.put(key, boxed(bytes)));
    return contents;
  }

  void put(ScopeValue scope, ScopeRow row) {
    write(Map.of(scope, row));
  }

  void write(Map<ScopeValue, ScopeRow> rows) {
    rows.forEach(
        (scope, row) -> {
          if (row.isGone()) {
            store.remove(scope.storeKey());
          } else {
            store.put(scope.storeKey(), ScopeRowCodec.encode(row));
          }
        });
  }

  private static List<Byte> boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      boxed[i] = bytes[i];
    }
    return List.of(boxed);
  }
}
