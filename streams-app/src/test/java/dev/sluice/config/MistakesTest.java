package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource({"files", "names", "values", "references"})
  void shouldNameMistakesWithTheirPlaces(String what, String yaml, List<String> expected) {
    // When
    List<String> mistakes = ConfigFiles.mistakesIn(yaml);

    // Then
    assertThat(mistakes).isEqualTo(expected);
  }

  static Stream<Arguments> files() {
    return Stream.of(
        bad("an empty file", "", "sluice.yaml: the file is empty"),
        bad("a file of comments", "# nothing\n", "sluice.yaml: the file is empty"),
        bad("no settings", "- a\n", "sluice.yaml:1:1: expected settings, one `name: value` a line"),
        bad("a text", "hello", "sluice.yaml:1:1: expected settings, one `name: value` a line"),
        bad(
            "a tab",
            "http:\n\tport: 1\n",
            "sluice.yaml:1:5: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
        bad(
            "an open bracket",
            "http: [1, 2\nview: 3",
            "sluice.yaml:2:5: not YAML: expected ',' or ']', but got :"),
        bad(
            "a stray colon",
            "http: a: b\n",
            "sluice.yaml:1:8: not YAML: mapping values are not allowed here"),
        bad(
            "two documents",
            ConfigFiles.MINIMAL + "---\nhttp: {}\n",
            "sluice.yaml:17:1: a second document begins here; the file must hold one"),
        bad(
            "an alias of nothing",
            ConfigFiles.MINIMAL + "http: *web\n",
            "sluice.yaml:16:7: http: the alias '*web' has no anchor before it"),
        bad(
            "binary",
            "\u0000\u0001",
            "sluice.yaml:1:1: not YAML: it can't be parsed; is it a text file?"),
        bad(
            "only an unknown key",
            "foo: bar\n",
            "sluice.yaml:1:1: unknown key 'foo'",
            "sluice.yaml:1:1: schema_registry.url: is missing",
            "sluice.yaml:1:1: kafka.bootstrap.servers: is missing; name the brokers, such as broker1:9092,broker2:9092",
            "sluice.yaml:1:1: polling_ids.secrets: needs at least one secret, such as `1: ${SLUICE_POLLING_SECRET}`; `openssl rand -hex 32` makes one",
            "sluice.yaml:1:1: providers: needs at least one provider",
            "sluice.yaml:1:1: routes: needs at least one route"));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        bad(
            "a misspelt section",
            ConfigFiles.MINIMAL + "rutes: {}\n",
            "sluice.yaml:16:1: unknown key 'rutes'; did you mean 'routes'?"),
        bad(
            "a misspelt setting",
            chat("timout: 3s"),
            "sluice.yaml:16:9: routes.chat.targets[0]: unknown key 'timout'; did you mean 'timeout'?"),
        bad(
            "a name that is like none",
            ConfigFiles.MINIMAL + "http: {zzzzzz: 1}",
            "sluice.yaml:16:8: http: unknown key 'zzzzzz'"),
        bad(
            "a key twice",
            ConfigFiles.MINIMAL + "http:\n  port: 1\n  port: 2\n",
            "sluice.yaml:18:3: http: the key 'port' is already at line 17"),
        bad(
            "a section twice",
            ConfigFiles.MINIMAL + "routes:\n  b: {targets: []}\n",
            "sluice.yaml:16:1: the key 'routes' is already at line 11"),
        bad(
            "a camel",
            ConfigFiles.MINIMAL + "applicationId: x\n",
            "sluice.yaml:16:1: unknown key 'applicationId'; did you mean 'application_id'?"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        bad(
            "a text for a number",
            http("port: eighty"),
            "sluice.yaml:17:9: http.port: expected a whole number, but found 'eighty'"),
        bad(
            "a number that is too large",
            http("port: 70000"),
            "sluice.yaml:17:9: http.port: must be 0 to 65535, but is '70000'"),
        bad(
            "a number below its least",
            dispatch("max_in_flight: 0"),
            "sluice.yaml:17:18: dispatch.max_in_flight: must be 1 to 100000, but is '0'"),
        bad(
            "a fraction for a whole number",
            dispatch("max_in_flight: 1.5"),
            "sluice.yaml:17:18: dispatch.max_in_flight: expected a whole number, but found '1.5'"),
        bad(
            "a huge number",
            dispatch("max_in_flight: 99999999999"),
            "sluice.yaml:17:18: dispatch.max_in_flight: expected a whole number, but found '99999999999'"),
        bad(
            "a time without a unit",
            dispatch("lease: 15"),
            "sluice.yaml:17:10: dispatch.lease: expected a time such as 500ms, 30s, 5m, 2h or 7d, but found '15'"),
        bad(
            "a time that is too short",
            dispatch("lease: 10ms"),
            "sluice.yaml:17:10: dispatch.lease: must be 1s to 10m, but is '10ms'"),
        bad(
            "a list for a time",
            dispatch("lease: [1s]"),
            "sluice.yaml:17:10: dispatch.lease: expected a time such as 500ms, 30s, 5m, 2h or 7d, but found a list"),
        bad(
            "a section for a number",
            http("port: {a: 1}"),
            "sluice.yaml:17:9: http.port: expected a whole number, but found a mapping"),
        bad(
            "a number for a section",
            ConfigFiles.MINIMAL + "http: 8080\n",
            "sluice.yaml:16:7: http: expected `name: value` lines below it, but found '8080'"),
        bad(
            "a size without a unit",
            ConfigFiles.MINIMAL + "requests: {max_size: 100}",
            "sluice.yaml:16:22: requests.max_size: expected a size such as 512KiB or 8MiB, but found '100'"),
        bad(
            "yes for true",
            ConfigFiles.MINIMAL + "topics: {create: yes}",
            "sluice.yaml:16:18: topics.create: expected true or false, but found 'yes'"),
        bad(
            "an unknown kind",
            ConfigFiles.MINIMAL.replace("echo", "ecco"),
            "sluice.yaml:10:11: providers.local.kind: expected one of openai, openai_responses, azure_openai, anthropic, gemini, vertex, bedrock, echo, but found 'ecco'; did you mean 'echo'?"),
        bad(
            "an empty text",
            ConfigFiles.MINIMAL + "application_id: ''\n",
            "sluice.yaml:16:17: application_id: must not be empty"),
        bad(
            "a variable that is not set",
            ConfigFiles.MINIMAL + "instance: ${NOBODY}\n",
            "sluice.yaml:16:11: instance: the environment variable NOBODY is not set"),
        bad(
            "a reference that is none",
            ConfigFiles.MINIMAL + "instance: ${a b}\n",
            "sluice.yaml:16:11: instance: '${' names no environment variable; write ${NAME} or ${NAME:-default}, or $${ for the characters themselves"),
        bad(
            "a sampling out of range",
            chat("temperature: 3"),
            "sluice.yaml:16:22: routes.chat.targets[0].temperature: must be 0 to 2, but is '3'"),
        bad(
            "too many stops",
            chat("stop: [a, b, c, d, e]"),
            "sluice.yaml:16:9: routes.chat.targets[0].stop: must have one to four texts"),
        bad(
            "an extra body that is a text",
            chat("extra_body: '{}'"),
            "sluice.yaml:16:21: routes.chat.targets[0].extra_body: expected `name: value` lines below it, but found '{}'"),
        bad(
            "no brokers",
            ConfigFiles.MINIMAL.replace("bootstrap.servers", "client.id"),
            "sluice.yaml:1:1: kafka.bootstrap.servers: is missing; name the brokers, such as broker1:9092,broker2:9092"),
        bad(
            "a client's setting that is taken",
            kafka("application.id: x"),
            "sluice.yaml:3:3: kafka.application.id: can't be passed on: set application_id instead"),
        bad(
            "transactional state stores",
            kafka("enable.transactional.statestores: true"),
            "sluice.yaml:3:3: kafka.enable.transactional.statestores: can't be passed on: after a kill, window stores lose committed rows with it in Kafka Streams 4.4.0"),
        bad(
            "a nested client's setting",
            kafka("security: {protocol: SSL}"),
            "sluice.yaml:3:3: kafka.security: a client's setting has one value; write nested names as one, with dots"),
        bad(
            "a registry client's setting that its client can't take as text",
            ConfigFiles.MINIMAL.replace(
                "url: http://localhost:8081",
                "url: http://localhost:8081\n  properties: {missing.cache.size: 10}"),
            "sluice.yaml:5:16: schema_registry.properties.missing.cache.size: can't be passed on: set schema_registry.missing_id_ttl instead"),
        bad(
            "no registry",
            ConfigFiles.MINIMAL.replace("url: http://localhost:8081", ""),
            "sluice.yaml:3:17: schema_registry.url: is missing"),
        bad(
            "a registry without scheme",
            ConfigFiles.MINIMAL.replace("http://localhost:8081", "localhost:8081"),
            "sluice.yaml:4:3: schema_registry.url: expected a URL such as http://localhost:8081"),
        bad(
            "a prefix that no topic may have",
            ConfigFiles.MINIMAL + "topics: {prefix: a/b}",
            "sluice.yaml:16:10: topics.prefix: a topic name may contain only letters, "
                + "digits, '.', '_' and '-'"),
        bad(
            "zero replicas",
            ConfigFiles.MINIMAL + "topics: {replication_factor: 0}",
            "sluice.yaml:16:10: topics.replication_factor: must be 1 or more, or -1 for the broker's default"),
        bad(
            "no polling secret",
            ConfigFiles.MINIMAL.replace("    1: ${SLUICE_POLLING_SECRET}\n", ""),
            "sluice.yaml:6:3: polling_ids.secrets: needs at least one secret, such as `1: ${SLUICE_POLLING_SECRET}`; `openssl rand -hex 32` makes one"),
        bad(
            "a short polling secret",
            ConfigFiles.MINIMAL.replace("${SLUICE_POLLING_SECRET}", "short"),
            "sluice.yaml:7:5: polling_ids.secrets.1: has fewer than 16 bytes; `openssl rand -hex 32` makes a good one"),
        bad(
            "a current key without secret",
            ConfigFiles.MINIMAL.replace("  secrets", "  current_key: 2\n  secrets"),
            "sluice.yaml:6:3: polling_ids.current_key: polling_ids.secrets has no secret 2"),
        bad(
            "a retention that is too short",
            ConfigFiles.MINIMAL + "view: {retention: 24h}",
            "sluice.yaml:16:8: view.retention: must be at least requests.max_deadline and view.results_ttl together, 25h"));
  }

  static Stream<Arguments> references() {
    return Stream.of(
        bad(
            "a cluster secret that is short",
            ConfigFiles.MINIMAL + "http: {cluster_secret: short}",
            "sluice.yaml:16:8: http.cluster_secret: has fewer than 16 bytes; `openssl rand -hex 32` makes a good one"),
        bad(
            "a cluster secret of no use",
            ConfigFiles.MINIMAL + "http: {cluster_secret: 0123456789abcdef}",
            "sluice.yaml:16:8: http.cluster_secret: has no effect without http.advertised, "
                + "the address at which other processes reach this one"),
        bad(
            "a certificate without its key",
            ConfigFiles.MINIMAL + "http: {tls: {certificate: a.pem}}",
            "sluice.yaml:16:8: http.tls.key: certificate and key belong together"),
        bad(
            "an origin with a path",
            ConfigFiles.MINIMAL + "http: {cors: {origins: ['https://a.test', 'https://b.test/']}}",
            "sluice.yaml:16:43: http.cors.origins[1]: an origin is https://host, with a port if it "
                + "is not the scheme's own and without a path, or *"),
        bad(
            "all origins and one",
            ConfigFiles.MINIMAL + "http: {cors: {origins: ['*', 'https://b.test']}}",
            "sluice.yaml:16:15: http.cors.origins: * stands for all origins; list it alone"),
        bad(
            "a signature that nobody can check",
            ConfigFiles.MINIMAL + "tenants: {acme: {require_signature: true}}",
            "sluice.yaml:16:18: tenants.acme.require_signature: needs secrets under signing.acme"),
        bad(
            "a signing key that is none",
            ConfigFiles.MINIMAL
                + "tenants: {acme: {signing_keys: ['2']}}\nsigning: {acme: {secrets: {1: 0123456789abcdef}}}",
            "sluice.yaml:16:33: tenants.acme.signing_keys[0]: there is no signing secret '2'; did you mean '1'?"),
        bad(
            "an unknown provider",
            ConfigFiles.MINIMAL.replace("provider: local", "provider: lokal"),
            "sluice.yaml:14:9: routes.chat.targets[0].provider: there is no provider 'lokal'; did you mean 'local'?"),
        bad(
            "an upgrade from a release that never was",
            ConfigFiles.MINIMAL + "upgrade_from: 0.90",
            "sluice.yaml:16:1: upgrade_from: there is no release '0.90'"),
        bad(
            "one credential and several",
            ConfigFiles.MINIMAL.replace(
                "kind: echo", "kind: echo\n    api_key: a\n    api_keys: [b]"),
            "sluice.yaml:12:5: providers.local.api_keys: set api_key or api_keys, not both"),
        bad(
            "credentials that are empty or there twice",
            ConfigFiles.MINIMAL.replace("kind: echo", "kind: echo\n    api_keys: [a, ' ', a]"),
            "sluice.yaml:11:19: providers.local.api_keys[1]: must not be empty",
            "sluice.yaml:11:24: providers.local.api_keys[2]: is the same as one before it"),
        bad(
            "a cooldown whose cap is below its beginning",
            dispatch("cooldown: {time: 1m, max_time: 30s}"),
            "sluice.yaml:17:24: dispatch.cooldown.max_time: must be at least dispatch.cooldown.time"),
        bad(
            "a provider without URL",
            ConfigFiles.MINIMAL.replace("echo", "openai"),
            "sluice.yaml:9:3: providers.local.base_url: is missing; an openai provider needs one, such as https://api.openai.com/v1"),
        bad(
            "an anthropic provider without a base URL",
            ConfigFiles.MINIMAL.replace("echo", "anthropic"),
            "sluice.yaml:9:3: providers.local.base_url: is missing; an anthropic provider needs one, such as https://api.anthropic.com/v1"),
        bad(
            "an API version where there is none",
            ConfigFiles.MINIMAL.replace(
                "echo", "openai\n    base_url: https://h/v1\n    api_version: v2"),
            "sluice.yaml:9:3: providers.local: provider local has an API version, which only azure_openai, anthropic and vertex have"),
        bad(
            "Azure's base URL with a path",
            ConfigFiles.MINIMAL.replace(
                "echo", "azure_openai\n    base_url: https://h.openai.azure.com/openai/v1/"),
            "sluice.yaml:9:3: providers.local: provider local needs the base URL of the resource alone, without /openai and what follows it"),
        bad(
            "stop texts for Responses",
            ConfigFiles.MINIMAL
                .replace("echo", "openai_responses\n    base_url: https://h/v1")
                .replace("model: one", "model: one\n        stop: END"),
            "sluice.yaml:17:9: routes.chat.targets[0].stop: OpenAI's Responses API does "
                + "not support stop texts; remove it"),
        bad(
            "a provider's URL that is none",
            ConfigFiles.MINIMAL.replace("echo", "openai\n    base_url: api.openai.com"),
            "sluice.yaml:11:15: providers.local.base_url: expected a URL such as https://api.openai.com/v1, but found 'api.openai.com'"),
        bad(
            "a header that no provider may have",
            ConfigFiles.MINIMAL.replace("echo", "echo\n    headers: {Host: x}"),
            "sluice.yaml:9:3: providers.local: provider local may not set the header Host"),
        bad(
            "no providers, no routes",
            ConfigFiles.MINIMAL.substring(0, ConfigFiles.MINIMAL.indexOf("providers")),
            "sluice.yaml:1:1: providers: needs at least one provider",
            "sluice.yaml:1:1: routes: needs at least one route"),
        bad(
            "a route without targets",
            ConfigFiles.MINIMAL + "  empty: {targets: []}\n",
            "sluice.yaml:16:11: routes.empty.targets: needs at least one target"),
        bad(
            "a target twice",
            ConfigFiles.MINIMAL + "      - {provider: local, model: one}\n",
            "sluice.yaml:16:9: routes.chat.targets[1].name: the target 'chat/local/one' is already at routes.chat.targets[0]; give this one another `name`"),
        bad(
            "a target named as a route",
            chat("name: chat"),
            "sluice.yaml:16:9: routes.chat.targets[0].name: a route has the same name; requests couldn't tell them apart in `fallbacks`"),
        bad(
            "a target without provider",
            ConfigFiles.MINIMAL + "      - {model: two}\n",
            "sluice.yaml:16:9: routes.chat.targets[1].provider: is missing"),
        bad(
            "a time limit beyond every deadline",
            ConfigFiles.MINIMAL + "    time_limit: 2h\n",
            "sluice.yaml:16:5: routes.chat.time_limit: must be at most requests.max_deadline, 1h"));
  }

  private static Arguments bad(String what, String yaml, String... mistakes) {
    return arguments(what, yaml, List.of(mistakes));
  }

  private static String chat(String setting) {
    return ConfigFiles.MINIMAL + "        " + setting + "\n";
  }

  private static String http(String setting) {
    return ConfigFiles.MINIMAL + "http:\n  " + setting + "\n";
  }

  private static String dispatch(String setting) {
    return ConfigFiles.MINIMAL + "dispatch:\n  " + setting + "\n";
  }

  private static String kafka(String setting) {
    return ConfigFiles.MINIMAL.replace("9092\n", "9092\n  " + setting + "\n");
  }
}
