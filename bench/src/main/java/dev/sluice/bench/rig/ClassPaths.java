package dev.sluice.bench.rig;

import java.util.List;

/**
 * What the processes are started with; the launcher knows them.
 *
 * @param gateway the gateway's own, as users run it
 * @param gatewayFlags what the launcher gives the gateway's JVM: its archive of loaded classes
 * @param cluster the local broker's and registry's
 * @param bench this module's
 */
public record ClassPaths(String gateway, List<String> gatewayFlags, String cluster, String bench) {

  public static ClassPaths ofLauncher() {
    return new ClassPaths(
        property("sluice.gateway.classpath"),
        property("sluice.gateway.flags").lines().filter(flag -> !flag.isBlank()).toList(),
        property("sluice.local-cluster.classpath"),
        property("java.class.path"));
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "the property " + name + " is not set; start the load tests with ./sluice bench");
    }
    return value;
  }
}
