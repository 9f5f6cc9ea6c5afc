package dev.sluice.bench.load;

import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.wire.TopicNames;
import java.util.HashMap;
import java.util.Map;

/**
 * What is put under load.
 *
 * @param input the topic that takes requests
 * @param outputs the topics on which they come back
 */
public record Subject(String name, String input, Map<String, Leg> outputs) {
  public Subject {
    outputs = Map.copyOf(outputs);
  }

  /** Requests in, results and errors out. */
  public static Subject gateway() {
    return gateway("gateway", GatewayConfig.TOPICS);
  }

  /** The same of that build. */
  public static Subject gateway(Build build) {
    return gateway(build.name(), build.topics());
  }

  private static Subject gateway(String name, TopicNames topics) {
    return new Subject(
        name,
        topics.requests(),
        Map.of(topics.results(), Leg.ANSWERED, topics.errors(), Leg.FAILED));
  }

  /** The same with polling events. */
  public static Subject gatewayWithPolling() {
    return withPolling(gateway(), GatewayConfig.TOPICS);
  }

  /** The same of that build. */
  public static Subject gatewayWithPolling(Build build) {
    return withPolling(gateway(build), build.topics());
  }

  private static Subject withPolling(Subject gateway, TopicNames topics) {
    Map<String, Leg> outputs = new HashMap<>(gateway.outputs());
    outputs.put(topics.polling(), Leg.ACCEPTED);
    return new Subject(gateway.name(), gateway.input(), outputs);
  }

  /**
   * The baseline.
   *
   * @param input the topic that it reads
   */
  public static Subject identity(String input) {
    return new Subject("identity", input, Map.of(Rig.IDENTITY_OUT, Leg.ANSWERED));
  }
}
