package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import dev.sluice.admission.Alert;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Thresholds;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Source;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/** Converts alerts of limits to events. */
public final class BudgetRecords {
  private static final int ID_BYTES = 16;

  private BudgetRecords() {}

  /**
   * @param policyVersion of the policy whose threshold it is
   */
  public static BudgetEvent toRecord(Alert alert, long policyVersion, Instant at, Source source) {
    LimitStatus status = alert.status();
    return BudgetEvent.newBuilder()
        .setEventId(id(alert))
        .setTenant(status.scope().tenant())
        .setLimit(PolicyRecords.toRecord(status.limit()))
        .setScope(status.scope().label())
        .setDescription(status.limit().describe())
        .setThreshold(Thresholds.decimal(alert.threshold()).doubleValue())
        .setUsed(status.used())
        .setReserved(status.reserved())
        .setWindowStart(Instant.ofEpochMilli(alert.window().startMs()))
        .setWindowEnd(Instant.ofEpochMilli(alert.window().endMs()))
        .setOccurredAt(at)
        .setPolicyVersion(policyVersion)
        .setSource(source)
        .build();
  }

  private static String id(Alert alert) {
    byte[] hash = Hashing.sha256().hashString(alert.id(), UTF_8).asBytes();
    return "budget_" + HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
  }
}
