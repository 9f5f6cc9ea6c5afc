package dev.sluice.bench;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/** Facts about where a run was made, as far as they matter for its figures. */
final class Machine {
  private Machine() {}

  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    var system = ManagementFactory.getOperatingSystemMXBean();
    facts.put("cores", String.valueOf(system.getAvailableProcessors()));
    if (system instanceof com.sun.management.OperatingSystemMXBean known) {
      facts.put("memory", (known.getTotalMemorySize() >> 30) + " GiB");
    }
    facts.put("system", system.getName() + " " + system.getArch());
    facts.put("JDK", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
    facts.put("Kafka", AppInfoParser.getVersion());
    facts.put(
        "load average before the run",
        String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
    return facts;
  }
}
