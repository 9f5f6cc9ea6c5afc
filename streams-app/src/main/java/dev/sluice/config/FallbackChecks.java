package dev.sluice.config;

import dev.sluice.call.Retryable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a route's order of targets, fallbacks and retries. */
final class FallbackChecks {
  private static final int MOST_RETRIES = 50;

  private final Settings settings;
  private final ConfigErrors report;
  private final Set<String> routesAndTargets;

  FallbackChecks(Settings settings, ConfigErrors report) {
    this.settings = settings;
    this.report = report;
    this.routesAndTargets = new HashSet<>(settings.routes().keySet());
    settings.routes().forEach((name, route) -> routesAndTargets.addAll(targets(name, route)));
  }

  void run() {
    SettingPath gateway = SettingPath.of("retries");
    numbers(gateway.child("per_failure"), settings.retries().perFailure());
    backoff(gateway, settings.retries());
    settings.routes().forEach((name, route) -> route(SettingPath.of("routes", name), name, route));
  }

  private void route(SettingPath path, String name, RouteSettings route) {
    levels(path.child("targets"), route.targets());
    fallbacks(path.child("fallbacks"), name, route.fallbacks());
    List<String> own = targets(name, route);
    for (int i = 0; i < route.fallbacks().size(); i++) {
      report.check(
          !own.contains(route.fallbacks().get(i)),
          "is a target of this route, which is tried earlier; remove it",
          path.child("fallbacks").item(i));
    }
    fallbacks(path.child("context_window_fallbacks"), name, route.contextWindowFallbacks());
    fallbacks(path.child("content_policy_fallbacks"), name, route.contentPolicyFallbacks());
    RouteRetrySettings retries = route.retries();
    if (retries != null) {
      numbers(path.child("retries").child("per_failure"), retries.perFailure());
      if (retries.backoff() != null || retries.maxBackoff() != null) {
        backoff(path.child("retries"), route.retriesOr(settings.retries()));
      }
    }
  }

  private void fallbacks(SettingPath path, String route, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Names.reference(report, name, routesAndTargets, "route or target", path.item(i));
      report.check(!name.equals(route), "is this route itself; remove it", path.item(i));
    }
    Names.noRepeats(report, names, path);
  }

  private void levels(SettingPath path, List<TargetSettings> targets) {
    Integer highest = null;
    Integer before = null;
    for (int i = 0; i < targets.size(); i++) {
      Integer level = targets.get(i).level();
      boolean inOrder = level == null || highest == null || level > highest || level.equals(before);
      report.check(
          inOrder,
          "the targets of a level must stand together, and levels in rising order",
          path.item(i).child("level"));
      long same = targets.stream().filter(target -> isOn(level, target)).count();
      report.check(
          targets.get(i).weight() == null || same > 1,
          "has no effect: no other target has the same `level`",
          path.item(i).child("weight"),
          path.item(i).child("level"));
      before = level;
      highest = level == null ? highest : level;
    }
  }

  private static boolean isOn(@Nullable Integer level, TargetSettings target) {
    return level != null && level.equals(target.level());
  }

  private void numbers(SettingPath path, @Nullable Map<Retryable, Integer> perFailure) {
    if (perFailure == null) {
      return;
    }
    perFailure.forEach(
        (kind, number) ->
            report.check(
                number >= 0 && number <= MOST_RETRIES,
                "must be 0 to " + MOST_RETRIES + ", but is '" + number + "'",
                path.child(kind.label())));
  }

  private void backoff(SettingPath path, RetrySettings retries) {
    report.check(
        retries.backoff().compareTo(retries.maxBackoff()) <= 0,
        "must be at most max_backoff, " + Durations.write(retries.maxBackoff()),
        path.child("backoff"),
        path.child("max_backoff"));
  }

  private static List<String> targets(String name, RouteSettings route) {
    return route.targets().stream().map(target -> RouteTable.targetName(name, target)).toList();
  }
}
