package dev.sluice.call;

import java.util.Comparator;
import java.util.List;

/**
 * Targets at the same place in a route's order: each call draws an order among them.
 *
 * @param shares not empty
 */
public record TargetGroup(List<Share> shares) {

  /**
   * @param weight how often the target comes first, in proportion to the others' weights; 0 or
   *     more, and one of 0 comes last
   */
  public record Share(Target target, int weight) {}

  public TargetGroup {
    shares = List.copyOf(shares);
  }

  public static TargetGroup of(Target alone) {
    return new TargetGroup(List.of(new Share(alone, 1)));
  }

  public List<Target> targets() {
    return shares.stream().map(Share::target).toList();
  }

  /**
   * The order for one call. Each place is drawn by weight from the remaining targets; an added
   * target takes its share evenly from the others.
   *
   * @param call names the call: its order is always the same
   */
  List<Target> drawn(String call) {
    if (shares.size() == 1) {
      return targets();
    }
    return shares.stream()
        .sorted(Comparator.comparingDouble(share -> arrival(share, call)))
        .map(Share::target)
        .toList();
  }

  /**
   * An exponential arrival time at the rate of the weight: the first to arrive is drawn by weight.
   */
  private static double arrival(Share share, String call) {
    double chance = StableHash.of("order " + call + " " + share.target().name());
    return -StrictMath.log(1 - chance) / share.weight();
  }
}
