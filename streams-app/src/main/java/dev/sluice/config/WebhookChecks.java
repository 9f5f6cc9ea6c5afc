package dev.sluice.config;

import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.provider.Secret;
import dev.sluice.webhook.AddressRange;
import dev.sluice.webhook.WebhookSecret;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that webhooks can be signed and sent as the file says. */
final class WebhookChecks {
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);

  private final WebhookSettings webhooks;
  private final ConfigErrors report;

  WebhookChecks(WebhookSettings webhooks, ConfigErrors report) {
    this.webhooks = webhooks;
    this.report = report;
  }

  void run() {
    SettingPath path = SettingPath.of("webhooks");
    webhooks
        .secrets()
        .forEach(
            (name, secret) -> {
              SettingPath each = path.child("secrets").child(name);
              form(each.child("current"), secret.current());
              form(each.child("previous"), secret.previous());
            });
    for (int i = 0; i < webhooks.allowAddresses().size(); i++) {
      String range = webhooks.allowAddresses().get(i);
      check(path.child("allow_addresses").item(i), () -> AddressRange.parse(range));
    }
    List<Duration> waits = webhooks.schedule(Duration.ZERO).waits();
    for (int i = 0; i < waits.size(); i++) {
      boolean inRange = !waits.get(i).isZero() && waits.get(i).compareTo(LONGEST_WAIT) <= 0;
      report.check(inRange, "must be 1ms to 365d", path.child("retries").item(i));
    }
  }

  /** Checks that a tenant's rule can be followed; its messages begin with the field. */
  void rule(SettingPath tenant, WebhookRule rule) {
    WebhookTerms terms = webhooks.terms();
    Stream.concat(rule.problems().stream(), terms.problems(rule).stream())
        .forEach(
            problem -> {
              int colon = problem.indexOf(": ");
              report.check(
                  false, problem.substring(colon + 2), tenant.child(problem.substring(0, colon)));
            });
  }

  private void form(SettingPath path, @Nullable Secret secret) {
    if (secret != null) {
      check(path, () -> WebhookSecret.parse(secret.reveal()));
    }
  }

  private void check(SettingPath path, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException bad) {
      report.check(false, String.valueOf(bad.getMessage()), path);
    }
  }
}
