package dev.sluice.config;

import java.util.List;
import java.util.regex.Pattern;

/** Which pages in browsers may call the API. */
public record CorsSettings(
    @Setting(
            "The origins of pages that may call the API from a browser, such as `https://app.example.com`, `http://localhost:3000` or `https://*.example.com`; `*` for all. Without the setting, none. Cookies are never asked for.")
        List<String> origins) {

  static final String ANY = "*";
  private static final Pattern ORIGIN =
      Pattern.compile("https?://(\\*\\.)?[A-Za-z0-9.-]+(:\\d{1,5})?");

  void check(SettingPath path, ConfigErrors report) {
    for (int i = 0; i < origins.size(); i++) {
      String origin = origins.get(i);
      report.check(
          origin.equals(ANY) || ORIGIN.matcher(origin).matches(),
          "an origin is https://host, with a port if it is not the scheme's own and without a"
              + " path, or *",
          path.child("origins").item(i));
    }
    report.check(
        origins.size() < 2 || !origins.contains(ANY),
        "* stands for all origins; list it alone",
        path.child("origins"));
  }
}
