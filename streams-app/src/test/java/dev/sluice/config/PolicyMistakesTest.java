package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in what tenants may do. */
class PolicyMistakesTest {

  private static final String LONG_NAME = "t".repeat(257);

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void shouldNameMistakesWithTheirPlaces(String what, String yaml, List<String> expected) {
    // When
    List<String> mistakes = ConfigFiles.mistakesIn(yaml);

    // Then
    assertThat(mistakes).isEqualTo(expected);
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        bad(
            "a name that no key may have",
            ConfigFiles.MINIMAL + "tenants:\n  " + LONG_NAME + ": {}",
            "sluice.yaml:17:3: tenants." + LONG_NAME + ": a tenant's name has 1 to 256 characters"),
        bad(
            "an unknown route",
            tenant("models: [chat, chad]"),
            "sluice.yaml:18:20: tenants.acme.models[1]: there is no route 'chad'; did you mean 'chat'?"),
        bad(
            "a route twice",
            tenant("models: [chat, chat]"),
            "sluice.yaml:18:20: tenants.acme.models[1]: 'chat' is listed twice"),
        bad(
            "an unknown fallback",
            tenant("fallbacks: [chat/local/one, nowhere]"),
            "sluice.yaml:18:33: tenants.acme.fallbacks[1]: there is no route or target 'nowhere'"),
        bad(
            "a limit without window",
            limit("per: tenant, metric: requests, amount: 1"),
            "sluice.yaml:19:9: tenants.acme.limits[0].window: requests needs one of 1s, 1m, 1h, day, month"),
        bad(
            "a threshold of a rolling window",
            limit("per: tenant, metric: requests, amount: 1, window: 1m, alert_at: 0.8"),
            "sluice.yaml:19:64: tenants.acme.limits[0].alert_at: needs window day or month; a "
                + "rolling window has no beginning from which to count once more"),
        bad(
            "thresholds that fall",
            limit("per: tenant, metric: requests, amount: 1, window: day, alert_at: [1, 0.8]"),
            "sluice.yaml:19:65: tenants.acme.limits[0].alert_at: must be in ascending order, each once"),
        bad(
            "a threshold of nothing",
            limit("per: tenant, metric: requests, amount: 1, window: day, alert_at: 0"),
            "sluice.yaml:19:65: tenants.acme.limits[0].alert_at: must be more than 0 and at most 5, not 0"),
        bad(
            "a threshold that is too fine",
            limit("per: tenant, metric: requests, amount: 1, window: day, alert_at: 0.0001"),
            "sluice.yaml:19:65: tenants.acme.limits[0].alert_at: has numbers with up to three decimals, not 0.0001"),
        bad(
            "thresholds of one counter twice",
            tenant(
                "limits: [{per: tenant, metric: spend, amount: 1, window: day, alert_at: 1}, {per: tenant, metric: spend, amount: 2, window: day, alert_at: 1}]"),
            "sluice.yaml:18:134: tenants.acme.limits[1].alert_at: limits[0] counts the same and has alert_at too; keep one of them"),
        bad(
            "a budget's route that does not exist",
            tenant("on_budget: chad"),
            "sluice.yaml:18:5: tenants.acme.on_budget: there is no route 'chad'; did you mean 'chat'?"),
        bad(
            "an unknown window",
            limit("per: tenant, metric: requests, amount: 1, window: 2m"),
            "sluice.yaml:19:60: tenants.acme.limits[0].window: expected one of none, 1s, 1m, 1h, day, month, but found '2m'; did you mean '1m'?"),
        bad(
            "a part of a token",
            limit("per: tenant, metric: tokens, amount: 1.5, window: 1m"),
            "sluice.yaml:19:39: tenants.acme.limits[0].amount: tokens needs a whole number"),
        bad(
            "less than a millionth of a dollar",
            limit("per: tenant, metric: spend, amount: 0.0000001, window: day"),
            "sluice.yaml:19:38: tenants.acme.limits[0].amount: US dollars have at most six decimals"),
        bad(
            "an amount with an exponent",
            limit("per: tenant, metric: tokens, amount: 1e9, window: 1m"),
            "sluice.yaml:19:47: tenants.acme.limits[0].amount: expected a number, but found '1e9'"),
        bad(
            "an unknown time zone",
            limit("per: tenant, metric: spend, amount: 5, window: day, time_zone: Europe/Bonn"),
            "sluice.yaml:19:62: tenants.acme.limits[0].time_zone: there is no time zone 'Europe/Bonn'"),
        bad(
            "a time zone without a calendar",
            limit("per: tenant, metric: spend, amount: 5, window: 1m, time_zone: UTC"),
            "sluice.yaml:19:61: tenants.acme.limits[0].time_zone: only day and month have "
                + "a time zone; remove it"),
        bad(
            "a cap on tenants",
            limit("per: tenant, metric: requests, amount: 5, window: 1m, max_values: 3"),
            "sluice.yaml:19:64: tenants.acme.limits[0].max_values: there is only one "
                + "tenant; remove it"),
        bad(
            "a negative price",
            ConfigFiles.MINIMAL + "prices: {one: {input: -1, output: 2}}",
            "sluice.yaml:16:23: prices.one.input: must be 0 to 1000000, but is '-1'"),
        bad(
            "a price without output",
            ConfigFiles.MINIMAL + "prices: {one: {input: 1}}",
            "sluice.yaml:16:15: prices.one.output: is missing"),
        bad(
            "no output at all",
            ConfigFiles.MINIMAL + "limits: {default_max_output_tokens: 0}",
            "sluice.yaml:16:37: limits.default_max_output_tokens: must be 1 to 1000000, but is '0'"),
        bad(
            "an unknown metric",
            limit("per: tenant, metric: request, amount: 1, window: 1m"),
            "sluice.yaml:19:31: tenants.acme.limits[0].metric: expected one of requests, input_tokens, output_tokens, tokens, spend, concurrent, but found 'request'; did you mean 'requests'?"),
        bad(
            "no amount",
            limit("per: tenant, metric: requests, window: 1m"),
            "sluice.yaml:19:9: tenants.acme.limits[0].amount: is missing"),
        bad(
            "amount 0",
            limit("per: tenant, metric: requests, amount: 0, window: 1m"),
            "sluice.yaml:19:41: tenants.acme.limits[0].amount: must be 1 or more, not 0"),
        bad(
            "a negative amount",
            limit("per: tenant, metric: requests, amount: -5, window: 1m"),
            "sluice.yaml:19:41: tenants.acme.limits[0].amount: must be 1 or more, not -5"),
        bad(
            "an amount that overflows",
            limit("per: tenant, metric: tokens, amount: 99999999999999999999, window: 1m"),
            "sluice.yaml:19:39: tenants.acme.limits[0].amount: is too large"),
        bad(
            "an amount that would overflow when it is added up",
            limit("per: tenant, metric: tokens, amount: 1000000000000001, window: 1m"),
            "sluice.yaml:19:39: tenants.acme.limits[0].amount: must be at most 1000000000000000, not 1000000000000001"),
        bad(
            "an unknown scope",
            limit("per: [tenant, team], metric: requests, amount: 1, window: 1m"),
            "sluice.yaml:19:24: tenants.acme.limits[0].per[1]: expected one of tenant, key, model, user, but found 'team'"),
        bad(
            "calls in progress per minute",
            limit("per: tenant, metric: concurrent, amount: 1, window: 1m"),
            "sluice.yaml:19:54: tenants.acme.limits[0].window: concurrent counts open "
                + "calls and has no window; remove it"),
        bad(
            "nobody's limit",
            limit("metric: requests, amount: 1, window: 1m"),
            "sluice.yaml:19:9: tenants.acme.limits[0].per: name at least one of tenant, key, model, user"),
        bad(
            "both forms of key",
            tenant("keys: {a: {api_key: x1, api_key_sha256: " + "0".repeat(64) + "}}"),
            "sluice.yaml:18:29: tenants.acme.keys.a.api_key_sha256: set either api_key or api_key_sha256"),
        bad(
            "a hash that is none",
            tenant("keys: {a: {api_key_sha256: sk-live-1}}"),
            "sluice.yaml:18:16: tenants.acme.keys.a.api_key_sha256: expected 64 hex digits, never the key itself (`printf %s \"$KEY\" | sha256sum`)"),
        bad(
            "an API key twice",
            tenant("keys: {a: {api_key: x1}, b: {api_key: x1}}"),
            "sluice.yaml:18:30: tenants.acme.keys.b: has the same API key as tenants.acme.keys.a"),
        bad(
            "unknown tenants' API key",
            ConfigFiles.MINIMAL + "unknown_tenants: {keys: {a: {api_key: x}}}",
            "sluice.yaml:16:26: unknown_tenants.keys.a: an API key must belong to one tenant; list that tenant under tenants"),
        bad(
            "a word for a policy",
            ConfigFiles.MINIMAL + "unknown_tenants: allow",
            "sluice.yaml:16:18: unknown_tenants: expected 'refuse' or settings below it, but found 'allow'"),
        bad(
            "a bad pattern, and another that is found everywhere",
            guardrail("name: a, kind: denied_patterns, settings: {patterns: ['x', '(', 'y*']}"),
            "sluice.yaml:19:69: tenants.acme.guardrails[0].settings.patterns[1]: is not an "
                + "RE2 expression: missing closing ) in (",
            "sluice.yaml:19:74: tenants.acme.guardrails[0].settings.patterns[2]: matches an empty text, so it would be found everywhere"),
        bad(
            "an unknown kind",
            guardrail("name: a, kind: regex"),
            "sluice.yaml:19:19: tenants.acme.guardrails[0].kind: there is no kind 'regex'; there are denied_patterns, max_size, pii, test_words"),
        bad(
            "an unknown detector",
            guardrail("name: a, kind: pii, settings: {mask: e-mail}"),
            "sluice.yaml:19:41: tenants.acme.guardrails[0].settings.mask[0]: there is no detector 'e-mail'; there are email_address, phone_number, credit_card, iban, us_ssn, ip_address"),
        bad(
            "a guardrail's name twice",
            guardrail(
                "name: a, kind: max_size, settings: {characters: 1}}\n      - {name: a, kind: max_size, settings: {characters: 2}"),
            "sluice.yaml:20:10: tenants.acme.guardrails[1].name: 'a' is the name of another guardrail"),
        bad(
            "a phase that the kind has no check for",
            guardrail("name: a, kind: max_size, phases: [call], settings: {characters: 1}"),
            "sluice.yaml:19:35: tenants.acme.guardrails[0].phases: kind max_size has no check for phase call"),
        bad(
            "a phase twice",
            guardrail("name: a, kind: pii, phases: [answer, answer], settings: {mask: iban}"),
            "sluice.yaml:19:47: tenants.acme.guardrails[0].phases[1]: 'answer' is listed twice"),
        bad(
            "an unknown phase",
            guardrail("name: a, kind: max_size, phases: before, settings: {characters: 1}"),
            "sluice.yaml:19:43: tenants.acme.guardrails[0].phases: expected one of request, call, answer, but found 'before'"),
        bad(
            "a status of its own",
            guardrail("name: a, kind: max_size, status: 418, settings: {characters: 1}"),
            "sluice.yaml:19:43: tenants.acme.guardrails[0].status: must be 400 to 403, but is '418'"),
        bad(
            "a setting that the kind has not",
            guardrail("name: a, kind: max_size, settings: {characters: 1, words: 2}"),
            "sluice.yaml:19:61: tenants.acme.guardrails[0].settings.words: this kind has no such setting; it has characters, tokens, messages"),
        bad(
            "many mistakes",
            "htp: {}\n"
                + ConfigFiles.MINIMAL.replace("one", "${MODEL}").replace("local\n", "lokal\n")
                + "http: {port: x}\nview: {retention: 1h, retension: 3}\n",
            "sluice.yaml:1:1: unknown key 'htp'; did you mean 'http'?",
            "sluice.yaml:15:9: routes.chat.targets[0].provider: there is no provider 'lokal'; did you mean 'local'?",
            "sluice.yaml:16:16: routes.chat.targets[0].model: the environment variable MODEL is not set",
            "sluice.yaml:17:14: http.port: expected a whole number, but found 'x'",
            "sluice.yaml:18:8: view.retention: must be at least requests.max_deadline and view.results_ttl together, 25h",
            "sluice.yaml:18:23: view: unknown key 'retension'; did you mean 'retention'?"));
  }

  private static Arguments bad(String what, String yaml, String... mistakes) {
    return arguments(what, yaml, List.of(mistakes));
  }

  private static String tenant(String setting) {
    return ConfigFiles.MINIMAL + "tenants:\n  acme:\n    " + setting + "\n";
  }

  private static String guardrail(String settings) {
    return tenant("guardrails:\n      - {" + settings + "}");
  }

  private static String limit(String settings) {
    return tenant("limits:\n      - {" + settings + "}");
  }
}
