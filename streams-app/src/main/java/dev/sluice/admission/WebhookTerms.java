package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a gateway offers to policies that want webhooks. Immutable.
 *
 * @param secretIds the names of the secrets that it can sign with; if empty it sends no webhooks
 * @param httpToo whether a URL may begin with {@code http://}
 */
public record WebhookTerms(Set<String> secretIds, boolean httpToo) {
  public static final WebhookTerms NONE = new WebhookTerms(Set.of(), false);

  public WebhookTerms {
    secretIds = Set.copyOf(secretIds);
  }

  /** Why a well-formed rule can't be followed, each as {@code place: reason}; empty if it can. */
  public List<String> problems(WebhookRule rule) {
    String url = rule.url();
    String secretId = rule.secretId();
    if (url == null || !rule.problems().isEmpty()) {
      return List.of();
    }
    if (secretIds.isEmpty()) {
      return List.of(
          "webhook_url: this gateway sends no webhooks; it needs a secret under webhooks.secrets in"
              + " its configuration");
    }
    List<String> problems = new ArrayList<>();
    if (!httpToo && !url.toLowerCase(Locale.ROOT).startsWith("https:")) {
      problems.add(
          "webhook_url: must begin with https://; only webhooks.allow_http in the gateway's"
              + " configuration would allow http://");
    }
    if (secretId != null && !secretIds.contains(secretId)) {
      problems.add(
          "webhook_secret_id: there is no secret '%s' under webhooks.secrets in the gateway's configuration"
              .formatted(secretId));
    }
    return problems;
  }
}
