package dev.sluice.bench.rig;

import dev.sluice.wire.TopicNames;
import java.util.List;

/**
 * A version of the gateway. Several of them run side by side on one broker, each with its own
 * topics.
 *
 * @param name what tables call it; also its application ID
 * @param classPath its own, as users run it
 * @param flags of its JVM
 */
public record Build(String name, String classPath, List<String> flags) {
  private static final String OWN = "gateway";
  private static final String REFERENCE = "reference";

  /** The one that this program belongs to. */
  public static Build own(ClassPaths classPaths) {
    return new Build(OWN, classPaths.gateway(), classPaths.gatewayFlags());
  }

  /** The one that it is compared with. */
  public static Build reference(String classPath) {
    return new Build(REFERENCE, classPath, List.of());
  }

  /** The same code as another application. */
  public Build as(String other) {
    return new Build(other, classPath, flags);
  }

  public TopicNames topics() {
    return name.equals(OWN) ? GatewayConfig.TOPICS : new TopicNames(name + ".");
  }
}
