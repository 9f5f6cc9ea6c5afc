package dev.sluice.bench.rig;

/**
 * What the processes are started with; the launcher knows them.
 *
 * @param gateway the gateway's own, as users run it
 * @param cluster the local broker's and registry's
 * @param bench this module's
 */
public record ClassPaths(String gateway, String cluster, String bench) {

  public static ClassPaths ofLauncher() {
    return new ClassPaths(
        property("sluice.gateway.classpath"),
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
