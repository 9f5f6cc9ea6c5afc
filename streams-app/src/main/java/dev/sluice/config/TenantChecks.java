package dev.sluice.config;

import com.google.common.base.Splitter;
import dev.sluice.admission.Policy;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Phase;
import dev.sluice.wire.TextLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks that policies name existing routes, and that no API key belongs to two keys. */
final class TenantChecks {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final Settings settings;
  private final ConfigErrors report;
  private final Map<String, SettingPath> apiKeys = new HashMap<>();
  private final Set<String> routesAndTargets;

  TenantChecks(Settings settings, ConfigErrors report) {
    this.settings = settings;
    this.report = report;
    this.routesAndTargets = new HashSet<>(settings.routes().keySet());
    settings
        .routes()
        .forEach(
            (name, route) ->
                route
                    .targets()
                    .forEach(target -> routesAndTargets.add(RouteTable.targetName(name, target))));
  }

  void run() {
    settings.tenants().forEach((name, tenant) -> tenant(name, tenant));
    TenantSettings unknown = settings.unknownTenants();
    if (unknown != null) {
      tenant(SettingPath.of("unknown_tenants"), unknown);
      unknown
          .keys()
          .forEach(
              (id, key) ->
                  report.check(
                      key.sha256() == null,
                      "an API key must belong to one tenant; list that tenant under tenants",
                      SettingPath.of("unknown_tenants", "keys", id)));
    }
  }

  private void tenant(String name, TenantSettings tenant) {
    SettingPath path = SettingPath.of("tenants", name);
    report.check(
        TextLimits.tenantProblem(name).isEmpty(),
        "a tenant's name has 1 to " + TextLimits.MAX_NAME + " characters",
        path);
    tenant(path, tenant);
  }

  void tenant(SettingPath path, TenantSettings tenant) {
    names(tenant.models(), settings.routes().keySet(), "route", path.child("models"));
    names(tenant.fallbacks(), routesAndTargets, "route or target", path.child("fallbacks"));
    tenant.keys().forEach((id, key) -> key(path.child("keys").child(id), key));
    if (tenant.onBudget() != null) {
      Names.reference(
          report, tenant.onBudget(), settings.routes().keySet(), "route", path.child("on_budget"));
    }
    limits(path, tenant.limits());
    guardrails(path, tenant.guardrails());
    new WebhookChecks(settings.webhooks(), report).rule(path, tenant.webhook());
  }

  private void key(SettingPath path, KeySettings key) {
    names(key.models(), settings.routes().keySet(), "route", path.child("models"));
    String hash = key.apiKeySha256();
    report.check(
        hash == null || key.apiKey() == null,
        "set either api_key or api_key_sha256",
        path.child("api_key_sha256"));
    report.check(
        hash == null || SHA_256.matcher(hash).matches(),
        "expected 64 hex digits, never the key itself (`printf %s \"$KEY\" | sha256sum`)",
        path.child("api_key_sha256"));
    String sha256 = key.sha256();
    SettingPath first = sha256 == null ? null : apiKeys.putIfAbsent(sha256, path);
    report.check(first == null, "has the same API key as " + first, path);
  }

  /** Checks that admission can enforce them; its messages begin with the field. */
  private void limits(SettingPath tenant, List<LimitSettings> limits) {
    SettingPath path = tenant.child("limits");
    boolean sound = true;
    for (int i = 0; i < limits.size(); i++) {
      String form = limits.get(i).problem();
      List<String> problems =
          form == null ? Policy.of(0, List.of(limits.get(i).toLimit())).problems() : List.of(form);
      sound &= problems.isEmpty();
      for (String problem : problems) {
        List<String> parts =
            Splitter.on(": ").limit(2).splitToList(problem.replaceFirst("^limits\\[0\\]\\.", ""));
        SettingPath limit = path.item(i);
        report.check(false, parts.get(1), limit.child(parts.get(0)), limit.child("metric"));
      }
    }
    List<String> together =
        sound
            ? Policy.of(0, limits.stream().map(LimitSettings::toLimit).toList()).problems()
            : List.of();
    for (String problem : together) {
      List<String> parts = Splitter.on(": ").limit(2).splitToList(problem);
      report.check(false, parts.get(1), tenant.below(parts.get(0)));
    }
  }

  private void guardrails(SettingPath tenant, List<GuardrailEntry> guardrails) {
    List<GuardrailRule> rules = guardrails.stream().map(GuardrailEntry::toRule).toList();
    for (int i = 0; i < guardrails.size(); i++) {
      List<Phase> phases = guardrails.get(i).phases();
      SettingPath path = tenant.child("guardrails").item(i).child("phases");
      Names.noRepeats(report, phases.stream().map(Phase::label).toList(), path);
    }
    for (String problem : GuardrailKinds.installed().problems(rules)) {
      List<String> parts = Splitter.on(": ").limit(2).splitToList(problem);
      report.check(false, parts.get(1), tenant.below(parts.get(0)));
    }
  }

  private void names(
      @Nullable List<String> names, Set<String> known, String what, SettingPath path) {
    if (names == null) {
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      Names.reference(report, names.get(i), known, what, path.item(i));
    }
    Names.noRepeats(report, names, path);
  }
}
