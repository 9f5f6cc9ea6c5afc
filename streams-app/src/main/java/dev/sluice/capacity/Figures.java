package dev.sluice.capacity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A capacity as people read it. */
public final class Figures {
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB", "PB");
  private static final double MINUTE = 60;
  private static final double HOUR = 3_600;

  private Figures() {}

  /** By what each is of, in the order in which one plans. */
  public static Map<String, String> of(Capacity capacity) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("partitions", whole(capacity.partitions()));
    figures.put(
        "gateways of %d cores".formatted(Capacity.GATEWAY_CORES), whole(capacity.gateways()));
    figures.put("brokers of %d cores".formatted(Capacity.BROKER_CORES), whole(capacity.brokers()));
    figures.put("busy cores, gateways", number(capacity.gatewayCores()));
    figures.put("busy cores, brokers", number(capacity.brokerCores()));
    figures.put("records/s", whole(capacity.records()));
    figures.put("commits of partitions/s", whole(capacity.taskCommits()));
    figures.put("written/s, all replicas", bytes(capacity.written()));
    figures.put("calls in flight", whole(capacity.callsInFlight()));
    figures.put("topics on disk, all brokers", bytes(capacity.topics()));
    figures.put("state on disk, each gateway", bytes(capacity.state()));
    figures.put("restoring all of a gateway's state", time(capacity.restore()));
    figures.put("live heap, each gateway", bytes(capacity.heap()));
    return figures;
  }

  static String bytes(double bytes) {
    int unit = 0;
    double number = bytes;
    while (number >= 1_000 && unit < UNITS.size() - 1) {
      number /= 1_000;
      unit++;
    }
    return number(number) + " " + UNITS.get(unit);
  }

  static String time(double seconds) {
    return seconds < 2 * MINUTE
        ? number(seconds) + " s"
        : seconds < 2 * HOUR ? number(seconds / MINUTE) + " min" : number(seconds / HOUR) + " h";
  }

  static String whole(double number) {
    return String.format(Locale.US, "%,.0f", number);
  }

  /** With two digits at least. */
  static String number(double number) {
    return String.format(Locale.US, number < 10 ? "%.1f" : "%,.0f", number);
  }
}
