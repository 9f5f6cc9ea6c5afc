package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what settings say about a model. */
final class ProfileChecks {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.$-]{1,64}");

  /** Without these there is no request. */
  private static final Set<String> NEEDED = Set.of("model", "messages", "input", "contents");

  private ProfileChecks() {}

  static void run(ProfileSettings profile, SettingPath path, ConfigErrors report) {
    fields(profile.dropParams(), path.child("drop_params"), report);
    fields(profile.takeParams(), path.child("take_params"), report);
    fields(profile.fallbackParams(), path.child("fallback_params"), report);
    fields(profile.onlyParams(), path.child("only_params"), report);
    fields(profile.reasoningDropParams(), path.child("reasoning_drop_params"), report);
    fields(profile.dropSchemaKeywords(), path.child("drop_schema_keywords"), report);
    fields(profile.dropStrictSchemaKeywords(), path.child("drop_strict_schema_keywords"), report);
    Map<String, String> renamed = profile.renameParams();
    if (renamed != null) {
      renamed.forEach(
          (from, to) -> {
            SettingPath at = path.child("rename_params").child(from);
            fields(List.of(from, to), at, report);
            report.check(!from.equals(to), "is renamed to itself; remove it", at);
          });
    }
    Double lowest = profile.minTemperature();
    Double highest = profile.maxTemperature();
    report.check(
        lowest == null || highest == null || lowest <= highest,
        "must be at most max_temperature",
        path.child("min_temperature"),
        path.child("max_temperature"));
  }

  private static void fields(@Nullable List<String> names, SettingPath path, ConfigErrors report) {
    if (names == null) {
      return;
    }
    for (String name : names) {
      report.check(
          FIELD.matcher(name).matches(),
          "'" + name + "' is not the name of a top-level field, such as seed",
          path);
      report.check(
          !NEEDED.contains(name), "there is no request without " + name + "; remove it", path);
    }
  }
}
