package dev.sluice.bench.load;

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
    TopicNames topics = GatewayConfig.TOPICS;
    return new Subject(
        "gateway",
        topics.requests(),
        Map.of(topics.results(), Leg.ANSWERED, topics.errors(), Leg.FAILED));
  }

  /** The same with polling events. */
  public static Subject gatewayWithPolling() {
    Map<String, Leg> outputs = new HashMap<>(gateway().outputs());
    outputs.put(GatewayConfig.TOPICS.polling(), Leg.ACCEPTED);
    return new Subject("gateway", gateway().input(), outputs);
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
