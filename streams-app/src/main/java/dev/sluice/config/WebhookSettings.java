package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.webhook.AddressGuard;
import dev.sluice.webhook.AddressRange;
import dev.sluice.webhook.RetrySchedule;
import dev.sluice.webhook.Signer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How tenants are notified of the ends of their calls. */
public record WebhookSettings(
    @Setting(
            "The secrets that sign, by the name that policies use for them, the same at "
                + "every process. Without one, no webhooks are sent, and a policy that requests "
                + "them is refused.")
        Map<String, WebhookSecretSettings> secrets,
    @Setting(value = "`true` allows `http://` URLs.", byDefault = "false") boolean allowHttp,
    @Setting(
            "Addresses that may be reached although they are not public, such as `10.1.0.0/16` or `fd00:1::/32`. All others that are private, local, reserved or multicast are refused, by whatever name.")
        List<String> allowAddresses,
    @Setting(
            value =
                "The time limit of one attempt, from resolving the address to the whole answer.",
            byDefault = "20s",
            min = "1s",
            max = "2m")
        Duration timeout,
    @Setting(
            "The waits before the second try, the third and so on, as long as `view.results_ttl` allows. Without the setting: `5s`, `5m`, `30m`, `2h`, `5h`, `10h`, `14h`, `20h`, `1d`.")
        @Nullable List<Duration> retries,
    @Setting(
            value = "The most tries under way in this process.",
            byDefault = "256",
            min = "1",
            max = "10000")
        int maxInFlight,
    @Setting(
            value = "The most tries under way for one tenant; one at a time while they fail.",
            byDefault = "16",
            min = "1",
            max = "1000")
        int maxInFlightPerTenant,
    @Setting(
            value =
                "The most webhooks of one tenant that may be pending; further ones are dropped.",
            byDefault = "100000",
            min = "1",
            max = "10000000")
        int maxPendingPerTenant) {

  private static final List<Duration> STANDARD =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  public WebhookSettings {
    secrets = ImmutableMap.copyOf(secrets);
    allowAddresses = List.copyOf(allowAddresses);
    retries = retries == null ? STANDARD : List.copyOf(retries);
  }

  /** Whether webhooks are configured. */
  public boolean isOn() {
    return !secrets.isEmpty();
  }

  /** What policies may ask for. */
  public WebhookTerms terms() {
    return new WebhookTerms(secrets.keySet(), allowHttp);
  }

  /** By the name that policies use. */
  public Map<String, Signer> signers() {
    return ImmutableMap.copyOf(Maps.transformValues(secrets, WebhookSecretSettings::toSigner));
  }

  public AddressGuard guard() {
    return new AddressGuard(allowAddresses.stream().map(AddressRange::parse).toList());
  }

  /**
   * @param timeToLive of results
   */
  public RetrySchedule schedule(Duration timeToLive) {
    return new RetrySchedule(retries == null ? STANDARD : retries, timeToLive);
  }
}
