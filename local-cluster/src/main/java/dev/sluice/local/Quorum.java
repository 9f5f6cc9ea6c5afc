package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * A node's place among all nodes of its cluster.
 *
 * @param nodeId from 1 to their number
 * @param controllerPorts of all nodes, that of node 1 first
 */
record Quorum(int nodeId, List<Integer> controllerPorts) {

  Quorum {
    controllerPorts = List.copyOf(controllerPorts);
  }

  static Quorum ofOne(int controllerPort) {
    return new Quorum(1, List.of(controllerPort));
  }

  int controllerPort() {
    return controllerPorts.get(nodeId - 1);
  }

  int nodes() {
    return controllerPorts.size();
  }

  /** Replicas that have to have a record before it counts as written: all but one. */
  int minInSyncReplicas() {
    return Math.max(1, nodes() - 1);
  }

  /** Follows from the ports, so that nodes agree that know nothing else of each other. */
  String clusterId() {
    UUID id = UUID.nameUUIDFromBytes(controllerPorts.toString().getBytes(UTF_8));
    return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
  }

  /** As the setting {@code controller.quorum.voters} has them. */
  String voters() {
    return IntStream.rangeClosed(1, nodes())
        .mapToObj(id -> "%d@127.0.0.1:%d".formatted(id, controllerPorts.get(id - 1)))
        .collect(Collectors.joining(","));
  }
}
