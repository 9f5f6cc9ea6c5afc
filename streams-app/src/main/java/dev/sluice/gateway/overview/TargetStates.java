package dev.sluice.gateway.overview;

import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import dev.sluice.call.TargetHealth;
import dev.sluice.overview.Recorder;
import dev.sluice.overview.TargetState;
import dev.sluice.provider.Providers;
import dev.sluice.provider.RateLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What this process sees of its targets. Any thread. */
public record TargetStates(Routes routes, TargetHealth health, Providers providers) {

  List<TargetState> of(Recorder recorder, long nowMs) {
    Instant now = Instant.ofEpochMilli(nowMs);
    return routes.targets().stream()
        .map(
            target ->
                new TargetState(
                    target.name(),
                    target.provider(),
                    target.model(),
                    health.fitForAllFrom(target.name(), now).isAfter(now) ? 1 : 0,
                    health.ownCooldowns(target.name(), now),
                    recorder.target(target.name(), nowMs),
                    quotas(target)))
        .toList();
  }

  private Map<String, TargetState.Quota> quotas(Target target) {
    Providers.Limited limited = providers.find(target.provider());
    RateLimits limits = limited == null ? RateLimits.NONE : limited.provider().rateLimits(target);
    Map<String, TargetState.Quota> quotas = new TreeMap<>();
    limits
        .quotas()
        .forEach(
            (kind, quota) ->
                quotas.put(
                    kind.label(),
                    new TargetState.Quota(
                        quota.limit(),
                        quota.remaining(),
                        quota.reset() == null ? null : (Long) quota.reset().toEpochMilli())));
    return quotas;
  }
}
