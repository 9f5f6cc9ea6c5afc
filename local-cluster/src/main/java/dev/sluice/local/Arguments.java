package dev.sluice.local;

import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of {@link LocalCluster}. */
record Arguments(Path data, int kafkaPort, int registryPort, boolean untilStdinCloses) {

  static final String USAGE =
      "usage: LocalCluster --data DIR [--kafka-port N] [--registry-port N] [--until-stdin-closes]";

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  static Arguments parse(String... args) {
    @Nullable Path data = null;
    int kafkaPort = 0;
    int registryPort = 0;
    boolean untilStdinCloses = false;
    Deque<String> rest = new ArrayDeque<>(List.of(args));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--data" -> data = Path.of(value(option, rest));
        case "--kafka-port" -> kafkaPort = port(option, rest);
        case "--registry-port" -> registryPort = port(option, rest);
        case "--until-stdin-closes" -> untilStdinCloses = true;
        default -> throw new IllegalArgumentException("unknown option " + option + "; " + USAGE);
      }
    }
    if (data == null) {
      throw new IllegalArgumentException("--data is missing; " + USAGE);
    }
    return new Arguments(data, kafkaPort, registryPort, untilStdinCloses);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value; " + USAGE);
    }
    return rest.remove();
  }

  private static int port(String option, Deque<String> rest) {
    Integer port = Ints.tryParse(value(option, rest));
    if (port == null || port < 0 || port > 65535) {
      throw new IllegalArgumentException(option + " needs a number from 0 to 65535; " + USAGE);
    }
    return port;
  }
}
