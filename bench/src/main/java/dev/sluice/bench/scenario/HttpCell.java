package dev.sluice.bench.scenario;

import dev.sluice.bench.load.HttpForm;
import dev.sluice.bench.load.HttpLoad;
import dev.sluice.bench.load.Tenants;
import dev.sluice.bench.rig.GatewayConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of load over HTTP.
 *
 * @param clients of all tenants, in a closed loop
 * @param perSecond the rate of an open loop; 0 for a closed one
 */
record HttpCell(HttpForm form, Tenants tenants, int clients, double perSecond) {
  private static final int CLIENTS = 256;
  private static final int FEW = 16;
  static final double PER_SECOND = 100;

  /** One in each partition. */
  static final Tenants FOUR = Tenants.spread(GatewayConfig.PARTITIONS, GatewayConfig.PARTITIONS);

  private static final Tenants ONE = new Tenants(FOUR.names().subList(0, 1));

  /** Of one tenant, or of four that share the clients. */
  static HttpCell closed(HttpForm form, boolean spread) {
    return new HttpCell(form, spread ? FOUR : ONE, CLIENTS, 0);
  }

  /** Of one tenant with few clients, whose polls don't take most of the CPU. */
  static HttpCell few(HttpForm form) {
    return new HttpCell(form, ONE, FEW, 0);
  }

  static HttpCell open(HttpForm form, double perSecond) {
    return new HttpCell(form, FOUR, 0, perSecond);
  }

  /** Every form under full load, of one tenant and of four. */
  static List<HttpCell> closed() {
    List<HttpCell> cells = new ArrayList<>();
    for (HttpForm form : HttpForm.values()) {
      cells.add(closed(form, false));
      cells.add(closed(form, true));
    }
    return cells;
  }

  String title() {
    return form.title()
        + (perSecond > 0
            ? ", %.0f/s".formatted(perSecond)
            : ", %d x %d".formatted(tenants.names().size(), clients / tenants.names().size()));
  }

  HttpLoad.Measured measure(HttpLoad load, Duration warmUp, Duration span)
      throws InterruptedException {
    return perSecond > 0
        ? load.steady(form, tenants, perSecond, warmUp, span)
        : load.saturate(form, tenants, clients, warmUp, span);
  }
}
