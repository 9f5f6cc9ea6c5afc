package dev.sluice.config;

import dev.sluice.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Checks that shared secrets exist, are long enough, and are complete. */
final class SecretChecks {
  private static final int MIN_BYTES = 16;

  private final Settings settings;
  private final ConfigErrors report;

  SecretChecks(Settings settings, ConfigErrors report) {
    this.settings = settings;
    this.report = report;
  }

  void run() {
    HttpSettings http = settings.http();
    if (http.clusterSecret() != null) {
      SettingPath secret = SettingPath.of("http", "cluster_secret");
      longEnough(http.clusterSecret(), secret);
      report.check(
          http.advertised() != null,
          "has no effect without http.advertised, the address at which other processes "
              + "reach this one",
          secret);
    }
    if (http.operatorsKey() != null) {
      longEnough(http.operatorsKey(), SettingPath.of("http", "operators_key"));
    }
    TlsSettings tls = http.tls();
    SettingPath path = SettingPath.of("http", "tls");
    report.check(
        (tls.certificate() == null) == (tls.key() == null),
        "certificate and key belong together",
        path.child("key"),
        path.child("certificate"));
    report.check(
        tls.keystore() == null || tls.certificate() == null,
        "set either keystore or certificate",
        path.child("keystore"),
        path.child("certificate"));
    settings
        .signing()
        .forEach((tenant, signing) -> signing(SettingPath.of("signing", tenant), signing));
    settings
        .tenants()
        .forEach((name, tenant) -> demand(SettingPath.of("tenants", name), name, tenant));
  }

  private void signing(SettingPath path, SigningSettings signing) {
    report.check(
        signing.secrets().containsKey(signing.currentKey()),
        "there is no secret " + signing.currentKey(),
        path.child("current_key"),
        path.child("secrets"),
        path);
    signing
        .secrets()
        .forEach(
            (number, secret) -> {
              SettingPath each = path.child("secrets").child(number.toString());
              report.check(
                  number >= 0 && number <= 999_999_999,
                  "a secret's number must be 0 to 999999999",
                  each);
              longEnough(secret, each);
            });
  }

  private void demand(SettingPath path, String name, TenantSettings tenant) {
    SigningSettings signing = settings.signing().get(name);
    report.check(
        !tenant.requireSignature() || signing != null,
        "needs secrets under signing." + name,
        path.child("require_signature"));
    Set<String> known = new HashSet<>();
    if (signing != null) {
      signing.secrets().keySet().forEach(number -> known.add(number.toString()));
    }
    for (int i = 0; i < tenant.signingKeys().size(); i++) {
      Names.reference(
          report,
          tenant.signingKeys().get(i),
          known,
          "signing secret",
          path.child("signing_keys").item(i));
    }
  }

  private void longEnough(Secret secret, SettingPath path) {
    report.check(
        secret.reveal().getBytes(StandardCharsets.UTF_8).length >= MIN_BYTES,
        "has fewer than 16 bytes; `openssl rand -hex 32` makes a good one",
        path);
  }
}
