package dev.sluice.admission;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The webhook that a tenant's policy asks for. Immutable.
 *
 * @param url the receiver; null for none. Its path or query may hold a secret, so no message
 *     repeats it
 * @param secretId the secret that signs, by its name in the gateway's configuration
 */
public record WebhookRule(@Nullable String url, @Nullable String secretId) {
  public static final WebhookRule NONE = new WebhookRule(null, null);

  private static final int MOST_CHARACTERS = 2048;
  private static final int HIGHEST_PORT = 65_535;

  /** What is wrong with its form, each as {@code place: reason}; empty if it is sound. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    String wrong = url == null ? null : wrong(url);
    if (wrong != null) {
      problems.add("webhook_url: " + wrong);
    }
    if (url != null && (secretId == null || secretId.isBlank())) {
      problems.add("webhook_secret_id: is missing; webhooks are always signed");
    }
    if (url == null && secretId != null) {
      problems.add("webhook_secret_id: has no effect without webhook_url; remove it");
    }
    return problems;
  }

  private static @Nullable String wrong(String url) {
    if (url.length() > MOST_CHARACTERS) {
      return "is longer than " + MOST_CHARACTERS + " characters";
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException noUrl) {
      return "is not a URL";
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return "must begin with https://";
    }
    if (uri.getRawUserInfo() != null) {
      return "must not hold a user or password";
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
      return "needs a host, and a port of 1 to " + HIGHEST_PORT + " where it names one";
    }
    return uri.getRawFragment() == null ? null : "must not have a fragment (#)";
  }
}
