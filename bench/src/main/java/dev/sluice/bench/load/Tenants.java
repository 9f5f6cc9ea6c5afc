package dev.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * Tenants whose names spread them evenly over the partitions, so that few of them load all
 * partitions alike.
 */
public record Tenants(List<String> names) {
  public Tenants {
    names = List.copyOf(names);
  }

  public static Tenants spread(int count, int partitions) {
    List<Deque<String>> waiting = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      waiting.add(new ArrayDeque<>());
    }
    List<String> names = new ArrayList<>();
    for (int next = 0; names.size() < count; ) {
      Deque<String> turn = waiting.get(names.size() % partitions);
      if (turn.isEmpty()) {
        String name = "tenant-" + next++;
        waiting.get(partition(name, partitions)).add(name);
      } else {
        names.add(turn.remove());
      }
    }
    return new Tenants(names);
  }

  /** Where Kafka's producer puts a record of this key. */
  static int partition(String tenant, int partitions) {
    return Utils.toPositive(Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  public String of(long number) {
    return names.get((int) (number % names.size()));
  }
}
