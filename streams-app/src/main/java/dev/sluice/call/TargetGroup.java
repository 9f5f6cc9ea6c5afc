package dev.sluice.call;

import java.util.Comparator;
import java.util.List;

/**
 * Targets at the same place in a route's order: each call draws an order among them.
 *
 * @param members not empty
 */
public record TargetGroup(List<WeightedTarget> members) {

  /**
   * @param weight how often the target comes first, in proportion to the others' weights; 0 or
   *     more, and one of 0 comes last
   */
  public record WeightedTarget(Target target, int weight) {}

  public TargetGroup {
    members = List.copyOf(members);
  }

  public static TargetGroup of(Target alone) {
    return new TargetGroup(List.of(new WeightedTarget(alone, 1)));
  }

  public List<Target> targets() {
    return members.stream().map(WeightedTarget::target).toList();
  }

  /**
   * The order for one call. Each place is drawn by weight from the remaining targets; an added
   * target takes its share evenly from the others.
   *
   * @param call names the call: its order is always the same
   */
  List<Target> drawn(String call) {
    if (members.size() == 1) {
      return targets();
    }
    return members.stream()
        .sorted(Comparator.comparingDouble(share -> arrival(share, call)))
        .map(WeightedTarget::target)
        .toList();
  }

  /**
   * An exponential arrival time at the rate of the weight: the first to arrive is drawn by weight.
   */
  private static double arrival(WeightedTarget share, String call) {
    double chance = StableHash.of("order " + call + " " + share.target().name());
    return -StrictMath.log(1 - chance) / share.weight();
  }
}
