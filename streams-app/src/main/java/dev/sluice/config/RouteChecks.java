package dev.sluice.config;

import dev.sluice.provider.ProviderKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that routes lead to existing providers, and names are unique. */
final class RouteChecks {
  private static final List<String> NOT_IN_EXTRA_BODY =
      List.of("model", "max_tokens", "max_completion_tokens", "max_output_tokens");

  private static final Set<ProviderKind> BATCHES =
      Set.of(
          ProviderKind.OPENAI,
          ProviderKind.OPENAI_RESPONSES,
          ProviderKind.AZURE_OPENAI,
          ProviderKind.ANTHROPIC);

  private final Settings settings;
  private final ConfigErrors report;
  private final Map<String, SettingPath> targets = new HashMap<>();

  RouteChecks(Settings settings, ConfigErrors report) {
    this.settings = settings;
    this.report = report;
  }

  void run() {
    SettingPath all = SettingPath.of("routes");
    report.check(!settings.routes().isEmpty(), "needs at least one route", all);
    settings.routes().forEach((name, route) -> route(all.child(name), name, route));
  }

  private void route(SettingPath path, String name, RouteSettings route) {
    SettingPath list = path.child("targets");
    report.check(!route.targets().isEmpty(), "needs at least one target", list);
    report.check(
        route.timeLimit().compareTo(settings.requests().maxDeadline()) <= 0,
        "must be at most requests.max_deadline, "
            + Durations.write(settings.requests().maxDeadline()),
        path.child("time_limit"),
        SettingPath.of("requests", "max_deadline"));
    for (int i = 0; i < route.targets().size(); i++) {
      target(list.item(i), name, route.targets().get(i));
    }
  }

  private void profile(SettingPath path, @Nullable ProfileSettings profile) {
    if (profile == null) {
      return;
    }
    ProfileChecks.run(profile, path, report);
    if (profile.name() != null) {
      Names.reference(
          report, profile.name(), ProfileTable.released().names(), "profile", path.child("name"));
    }
  }

  private void target(SettingPath path, String route, TargetSettings target) {
    Names.reference(
        report,
        target.provider(),
        settings.providers().keySet(),
        "provider",
        path.child("provider"));
    String name = RouteTable.targetName(route, target);
    SettingPath first = targets.putIfAbsent(name, path);
    report.check(
        first == null,
        "the target '" + name + "' is already at " + first + "; give this one another `name`",
        path.child("name"),
        path.child("provider"),
        path.child("model"));
    report.check(
        !settings.routes().containsKey(name),
        "a route has the same name; requests couldn't tell them apart in `fallbacks`",
        path.child("name"));
    JsonObject extraBody = target.extraBody();
    for (String field : NOT_IN_EXTRA_BODY) {
      report.check(
          extraBody == null || !extraBody.sets(field),
          "would go round what admission reserves; set max_output_tokens or model of the target",
          path.child("extra_body").child(field));
    }
    List<String> stop = target.stop();
    report.check(
        stop == null || (stop.size() >= 1 && stop.size() <= 4),
        "must have one to four texts",
        path.child("stop"));
    profile(path.child("profile"), target.profile());
    batch(path.child("batch"), target);
    ProviderEntry provider = settings.providers().get(target.provider());
    report.check(
        stop == null || provider == null || provider.kind() != ProviderKind.OPENAI_RESPONSES,
        "OpenAI's Responses API does not support stop texts; remove it",
        path.child("stop"),
        path.child("provider"));
  }

  private void batch(SettingPath path, TargetSettings target) {
    ProviderBatchSettings batch = target.batch();
    if (batch == null) {
      return;
    }
    ProviderEntry provider = settings.providers().get(target.provider());
    report.check(
        provider == null || BATCHES.contains(provider.kind()),
        "this kind of provider has no batches that Sluice knows; remove it",
        path,
        SettingPath.of("providers", target.provider(), "kind"));
    Duration longest = batch.toTerms().longest();
    report.check(
        longest.compareTo(settings.requests().maxDeadline()) <= 0,
        "no request may wait that long: raise requests.max_deadline to at least "
            + Durations.write(longest),
        path.child("window"),
        SettingPath.of("requests", "max_deadline"));
  }
}
