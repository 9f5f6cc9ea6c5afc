package dev.sluice.config;

import dev.sluice.schemas.Releases;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks that concern several settings, or the meaning of a single value. */
final class Checks {
  private static final int MIN_SECRET_BYTES = 16;

  /** What a record holds besides a request: its key, its headers, and Kafka's overhead. */
  private static final int BESIDE_A_PAYLOAD = 64 * 1024;

  private static final Pattern TOPIC_NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([^\\s:/@]+|\\[[0-9a-fA-F:]+]):[1-9][0-9]{0,4}");

  /** Client settings that the gateway sets itself, and why or where. */
  private static final Map<String, String> TAKEN =
      Map.ofEntries(
          Map.entry("application.id", "set application_id instead"),
          Map.entry("group.id", "set application_id instead"),
          Map.entry("group.instance.id", "set instance instead"),
          Map.entry("main.consumer.group.instance.id", "set instance instead"),
          Map.entry("state.dir", "set state_dir instead"),
          Map.entry("schema.registry.url", "set schema_registry.url instead"),
          Map.entry(
              "processing.guarantee", "it is always exactly_once_v2, on which every promise rests"),
          Map.entry("application.server", "set http.advertised instead"),
          Map.entry("group.protocol", "set group.protocol instead"),
          Map.entry("num.standby.replicas", "set group.standbys instead"),
          Map.entry(
              "errors.dead.letter.queue.topic.name",
              "dead letters go to <topics.prefix>dead-letters, without the record's content"),
          Map.entry(
              "enable.transactional.statestores",
              "after a kill, window stores lose committed rows with it in Kafka Streams 4.4.0"),
          Map.entry("processing.exception.handler", "the gateway has its own"),
          Map.entry("production.exception.handler", "the gateway has its own"));

  private final Settings settings;
  private final ConfigErrors report;

  Checks(Settings settings, ConfigErrors report) {
    this.settings = settings;
    this.report = report;
  }

  void run() {
    clients();
    pollingIds();
    upgradeFrom();
    report.check(
        TOPIC_NAME.matcher(settings.topics().prefix()).matches(),
        "a topic name may contain only letters, digits, '.', '_' and '-'",
        SettingPath.of("topics", "prefix"));
    report.check(
        settings.topics().replicationFactor() != 0,
        "must be 1 or more, or -1 for the broker's default",
        SettingPath.of("topics", "replication_factor"));
    report.check(
        settings.requests().maxSize().bytes() + BESIDE_A_PAYLOAD
            <= settings.topics().maxRecordSize().bytes(),
        "must be at least 64KiB smaller than topics.max_record_size",
        SettingPath.of("requests", "max_size"),
        SettingPath.of("topics", "max_record_size"));
    report.check(
        settings
                .view()
                .retention()
                .compareTo(settings.requests().maxDeadline().plus(settings.view().resultsTtl()))
            >= 0,
        "must be at least requests.max_deadline and view.results_ttl together, "
            + Durations.write(settings.requests().maxDeadline().plus(settings.view().resultsTtl())),
        SettingPath.of("view", "retention"),
        SettingPath.of("view", "results_ttl"),
        SettingPath.of("requests", "max_deadline"));
    report.check(
        settings.dispatch().cooldown().maxTime().compareTo(settings.dispatch().cooldown().time())
            >= 0,
        "must be at least dispatch.cooldown.time",
        SettingPath.of("dispatch", "cooldown", "max_time"),
        SettingPath.of("dispatch", "cooldown", "time"));
    advertised();
    new ProviderChecks(settings, report).run();
    new RouteChecks(settings, report).run();
    new FallbackChecks(settings, report).run();
    new TenantChecks(settings, report).run();
    new SecretChecks(settings, report).run();
    settings.http().cors().check(SettingPath.of("http", "cors"), report);
    settings.tracing().check(settings.providers().keySet(), SettingPath.of("tracing"), report);
    new WebhookChecks(settings.webhooks(), report).run();
  }

  private void clients() {
    Map<String, String> kafka = settings.kafka().properties();
    report.check(
        !kafka.getOrDefault("bootstrap.servers", "").isBlank(),
        "is missing; name the brokers, such as broker1:9092,broker2:9092",
        SettingPath.of("kafka", "bootstrap.servers"));
    kafka
        .keySet()
        .forEach(
            name ->
                report.check(
                    !TAKEN.containsKey(name),
                    "can't be passed on: " + TAKEN.get(name),
                    SettingPath.of("kafka", name)));
    settings
        .schemaRegistry()
        .properties()
        .properties()
        .keySet()
        .forEach(
            name ->
                // Confluent's client 7.9.5 casts their values to Long and Integer: texts end it
                report.check(
                    !name.startsWith("missing."),
                    "can't be passed on: set schema_registry.missing_id_ttl instead",
                    SettingPath.of("schema_registry", "properties", name)));
    for (String url : settings.schemaRegistry().url().split(",", -1)) {
      report.check(
          !url.contains("@"),
          "must not hold a user or password; set basic.auth.user.info under"
              + " schema_registry.properties",
          SettingPath.of("schema_registry", "url"));
      report.check(
          url.strip().matches("https?://[^/\\s]+(/\\S*)?"),
          "expected a URL such as http://localhost:8081",
          SettingPath.of("schema_registry", "url"));
    }
  }

  private void upgradeFrom() {
    String release = settings.upgradeFrom();
    if (release != null) {
      Names.reference(report, release, Releases.names(), "release", SettingPath.of("upgrade_from"));
    }
  }

  private void advertised() {
    String advertised = settings.http().advertised();
    report.check(
        advertised == null || HOST_AND_PORT.matcher(advertised).matches(),
        "expected a host and a port, such as gateway-1.internal:8080",
        SettingPath.of("http", "advertised"));
  }

  private void pollingIds() {
    SettingPath secrets = SettingPath.of("polling_ids", "secrets");
    Set<Integer> ids = settings.pollingIds().secrets().keySet();
    report.check(
        !ids.isEmpty(),
        "needs at least one secret, such as `1: ${SLUICE_POLLING_SECRET}`; `openssl rand -hex 32`"
            + " makes one",
        secrets);
    report.check(
        ids.isEmpty() || ids.contains(settings.pollingIds().currentKey()),
        "polling_ids.secrets has no secret " + settings.pollingIds().currentKey(),
        SettingPath.of("polling_ids", "current_key"),
        secrets);
    settings
        .pollingIds()
        .secrets()
        .forEach(
            (id, secret) -> {
              SettingPath path = secrets.child(id.toString());
              report.check(id >= 0 && id <= 255, "a secret's number must be 0 to 255", path);
              report.check(
                  secret.reveal().getBytes(StandardCharsets.UTF_8).length >= MIN_SECRET_BYTES,
                  "has fewer than 16 bytes; `openssl rand -hex 32` makes a good one",
                  path);
            });
  }
}
