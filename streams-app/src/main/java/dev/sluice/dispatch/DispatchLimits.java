package dev.sluice.dispatch;

import dev.sluice.call.Credit;
import dev.sluice.call.RateCap;
import java.time.Duration;
import java.util.Map;

/**
 * What bounds the attempts of this process, beside each provider's and each target's own number.
 *
 * @param credit for all concurrent exchanges; used by one dispatcher only
 * @param caps by the target's name
 */
public record DispatchLimits(Credit credit, Map<String, RateCap> caps) {
  /** How long a call that ended stays known after its deadline if nobody handles its outcome. */
  static final Duration GRACE = Duration.ofSeconds(30);

  public DispatchLimits {
    caps = Map.copyOf(caps);
  }

  /** Without caps of rates. */
  public static DispatchLimits of(Credit credit) {
    return new DispatchLimits(credit, Map.of());
  }
}
