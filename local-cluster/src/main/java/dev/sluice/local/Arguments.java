package dev.sluice.local;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link LocalCluster}.
 *
 * @param quorum null for a cluster of one node
 */
record Arguments(
    Path data,
    int kafkaPort,
    int registryPort,
    boolean secured,
    @Nullable Quorum quorum,
    boolean untilStdinCloses) {

  static final String USAGE =
      """
      usage: LocalCluster --data DIR [--kafka-port N] [--registry-port N] [--secured] [--until-stdin-closes]; \
      or for one of several nodes \
      LocalCluster --data DIR --node ID --kafka-port N --controller-ports N,N,N [--until-stdin-closes]""";

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  static Arguments parse(String... args) {
    @Nullable Path data = null;
    int kafkaPort = 0;
    int registryPort = 0;
    boolean secured = false;
    int nodeId = 0;
    List<Integer> controllerPorts = List.of();
    boolean untilStdinCloses = false;
    Deque<String> rest = new ArrayDeque<>(List.of(args));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--data" -> data = Path.of(value(option, rest));
        case "--kafka-port" -> kafkaPort = number(option, value(option, rest));
        case "--registry-port" -> registryPort = number(option, value(option, rest));
        case "--secured" -> secured = true;
        case "--node" -> nodeId = number(option, value(option, rest));
        case "--controller-ports" -> controllerPorts = ports(option, value(option, rest));
        case "--until-stdin-closes" -> untilStdinCloses = true;
        default -> throw wrong("unknown option " + option);
      }
    }
    if (data == null) {
      throw wrong("--data is missing");
    }
    @Nullable Quorum quorum = quorum(nodeId, controllerPorts);
    if (quorum != null && (kafkaPort == 0 || registryPort != 0 || secured)) {
      throw wrong("--node needs --kafka-port, and goes without --registry-port and --secured");
    }
    return new Arguments(data, kafkaPort, registryPort, secured, quorum, untilStdinCloses);
  }

  private static @Nullable Quorum quorum(int nodeId, List<Integer> controllerPorts) {
    if (nodeId == 0 && controllerPorts.isEmpty()) {
      return null;
    }
    if (nodeId < 1 || nodeId > controllerPorts.size()) {
      throw wrong("--node needs a number from 1, and --controller-ports a port for each node");
    }
    return new Quorum(nodeId, controllerPorts);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw wrong(option + " needs a value");
    }
    return rest.remove();
  }

  private static List<Integer> ports(String option, String values) {
    List<Integer> ports = new ArrayList<>();
    Splitter.on(',').split(values).forEach(value -> ports.add(number(option, value)));
    return ports;
  }

  private static int number(String option, String value) {
    Integer number = Ints.tryParse(value);
    if (number == null || number < 0 || number > 65535) {
      throw wrong(option + " needs a number from 0 to 65535");
    }
    return number;
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + "; " + USAGE);
  }
}
