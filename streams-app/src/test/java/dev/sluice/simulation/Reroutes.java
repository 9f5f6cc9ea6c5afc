package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.wire.ReroutedFrom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What clients wrote to other partitions than their tenants': each is rerouted once, as it was,
 * unless it is marked already.
 */
final class Reroutes {
  private final World world;

  Reroutes(World world) {
    this.world = world;
  }

  void quiet() {
    Stream.of(Gateways.TOPICS.requests(), Gateways.TOPICS.commands(), Gateways.TOPICS.tenants())
        .forEach(this::quiet);
  }

  private void quiet(String topic) {
    Set<ReroutedFrom> rerouted = new HashSet<>();
    int strays = 0;
    for (Partition partition : world.partitions) {
      List<Partition.Input> inputs = partition.topic(topic);
      for (int offset = 0; offset < inputs.size(); offset++) {
        Partition.Input input = inputs.get(offset);
        if (input.transaction() == Transaction.NONE) {
          strays += partition.isHomeOf(input) || input.isMarked() ? 0 : 1;
        } else if (input.transaction().state() == Transaction.State.COMMITTED) {
          ReroutedFrom from = ReroutedFrom.in(input.headers()).orElseThrow();
          unless(rerouted.add(from), "%s of %s was rerouted twice", from, topic);
          unless(
              partition.isHomeOf(input), "%s of %s was rerouted to %d", from, topic, partition.id);
          isAsItWas(input, from, topic);
        }
      }
    }
    unless(rerouted.size() == strays, "%d of %d %s were rerouted", rerouted.size(), strays, topic);
  }

  private void isAsItWas(Partition.Input input, ReroutedFrom from, String topic) {
    Partition.Input before =
        world.partitions.get(from.partition()).topic(topic).get((int) from.offset());
    unless(
        before.transaction() == Transaction.NONE
            && !before.isMarked()
            && before.atMs() == from.atMs()
            && String.valueOf(before.key()).equals(input.key())
            && Arrays.equals(before.bytes(), input.bytes()),
        "%s of %s was rerouted otherwise than as it was",
        from,
        topic);
  }
}
