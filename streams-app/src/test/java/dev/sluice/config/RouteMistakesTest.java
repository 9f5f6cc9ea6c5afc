package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in where a route goes on to, and how often. */
class RouteMistakesTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource({"fallbacks", "levels", "retries", "profiles"})
  void shouldNameMistakesWithTheirPlaces(String what, String yaml, List<String> expected) {
    // When
    List<String> mistakes = ConfigFiles.mistakesIn(yaml);

    // Then
    assertThat(mistakes).isEqualTo(expected);
  }

  static Stream<Arguments> fallbacks() {
    return Stream.of(
        bad("a route and a target", route("fallbacks: [spare, spare/local/two]")),
        bad(
            "an unknown fallback",
            route("fallbacks: [spar]"),
            "sluice.yaml:16:17: routes.chat.fallbacks[0]: there is no route or target 'spar'; did you mean 'spare'?"),
        bad(
            "the route itself",
            route("context_window_fallbacks: [chat]"),
            "sluice.yaml:16:32: routes.chat.context_window_fallbacks[0]: is this route "
                + "itself; remove it"),
        bad(
            "a fallback twice",
            route("content_policy_fallbacks: [spare, spare]"),
            "sluice.yaml:16:39: routes.chat.content_policy_fallbacks[1]: 'spare' is listed twice"),
        bad(
            "a target that was tried before",
            route("fallbacks: [chat/local/one]"),
            "sluice.yaml:16:17: routes.chat.fallbacks[0]: is a target of this route, which "
                + "is tried earlier; remove it"),
        bad(
            "a target of its own for long prompts",
            route("context_window_fallbacks: chat/local/one")));
  }

  static Stream<Arguments> levels() {
    return Stream.of(
        bad("two levels", targets("level: 1, weight: 3", "level: 1", "level: 2", "")),
        bad(
            "a level that is taken up again",
            targets("level: 1", "level: 2", "level: 1"),
            "sluice.yaml:15:34: routes.chat.targets[2].level: the targets of a level must stand together, and levels in rising order"),
        bad(
            "a level with a stranger in it",
            targets("level: 1", "", "level: 1"),
            "sluice.yaml:15:34: routes.chat.targets[2].level: the targets of a level must stand together, and levels in rising order"),
        bad(
            "a weight for one alone",
            targets("weight: 3", "level: 1, weight: 2"),
            "sluice.yaml:13:34: routes.chat.targets[0].weight: has no effect: no other target has the same `level`",
            "sluice.yaml:14:44: routes.chat.targets[1].weight: has no effect: no other target has the same `level`"),
        bad(
            "a negative weight",
            targets("level: 1, weight: -1", "level: 1"),
            "sluice.yaml:13:52: routes.chat.targets[0].weight: must be 0 to 1000000, but is '-1'"));
  }

  static Stream<Arguments> retries() {
    return Stream.of(
        bad(
            "an unknown kind of failure",
            route("retries: {per_failure: {rate_limit: 1}}"),
            "sluice.yaml:16:29: routes.chat.retries.per_failure.rate_limit: as a name: expected one of rate_limited, overloaded, server_error, timeout, connection, invalid_response, schema_violation, mid_stream_break, but found 'rate_limit'; did you mean 'rate_limited'?"),
        bad(
            "too many retries",
            ConfigFiles.MINIMAL + "retries: {max: 51, per_failure: {timeout: -1}}",
            "sluice.yaml:16:16: retries.max: must be 0 to 50, but is '51'",
            "sluice.yaml:16:34: retries.per_failure.timeout: must be 0 to 50, but is '-1'"),
        bad(
            "a backoff that is longer than the longest",
            ConfigFiles.MINIMAL + "retries: {backoff: 1m}",
            "sluice.yaml:16:11: retries.backoff: must be at most max_backoff, 10s"),
        bad(
            "a longest wait that is shorter than the gateway's first",
            route("retries: {max_backoff: 100ms}"),
            "sluice.yaml:16:5: routes.chat.retries.backoff: must be at most max_backoff, 100ms"));
  }

  static Stream<Arguments> profiles() {
    return Stream.of(
        bad(
            "a profile that no table has",
            target("profile: {name: vlm}"),
            "sluice.yaml:16:19: routes.chat.targets[0].profile.name: there is no profile 'vlm'; did you mean 'vllm'?"),
        bad(
            "a request without messages",
            target("profile: {drop_params: [seed, messages]}"),
            "sluice.yaml:16:19: routes.chat.targets[0].profile.drop_params: there is no request without messages; remove it"),
        bad(
            "no name of a field",
            target("profile: {only_params: ['a b']}"),
            "sluice.yaml:16:19: routes.chat.targets[0].profile.only_params: 'a b' is not the name of a top-level field, such as seed"),
        bad(
            "a range without values",
            target("profile: {min_temperature: 1, max_temperature: 0.5}"),
            "sluice.yaml:16:19: routes.chat.targets[0].profile.min_temperature: must be at most max_temperature"),
        bad(
            "an unknown role",
            target("profile: {system_role: sytem}"),
            "sluice.yaml:16:32: routes.chat.targets[0].profile.system_role: expected one of as_sent, system, developer, user, but found 'sytem'; did you mean 'system'?"),
        bad(
            "an unknown wish",
            target("on_unsupported: ignore"),
            "sluice.yaml:16:25: routes.chat.targets[0].on_unsupported: expected one of drop, fallback, refuse, but found 'ignore'"),
        bad(
            "a provider's profile that no table has",
            ConfigFiles.MINIMAL.replace("    kind: echo\n", "    kind: echo\n    profile: olama\n"),
            "sluice.yaml:11:5: providers.local.profile: there is no profile 'olama'; did you mean 'ollama'?"),
        bad("the output limit removed", target("extra_body: {max_tokens: null}")));
  }

  /** One more line for the target, in line 16. */
  private static String target(String line) {
    return ConfigFiles.MINIMAL + "        " + line + "\n";
  }

  private static Arguments bad(String what, String yaml, String... mistakes) {
    return arguments(what, yaml, List.of(mistakes));
  }

  /** One more line for the route, in line 16, and a second route. */
  private static String route(String line) {
    return ConfigFiles.MINIMAL
        + "    "
        + line
        + "\n  spare: {targets: [{provider: local, model: two}]}\n";
  }

  /** The targets of the route, from line 13 on. */
  private static String targets(String... settings) {
    StringBuilder yaml =
        new StringBuilder(ConfigFiles.MINIMAL.substring(0, ConfigFiles.MINIMAL.indexOf("  chat:")));
    yaml.append("  chat: {targets: [\n");
    for (int i = 0; i < settings.length; i++) {
      yaml.append(i == 0 ? "" : ",\n").append("    {provider: local, model: m" + i + ", ");
      yaml.append(settings[i]).append("}");
    }
    return yaml.append("]}\n").toString();
  }
}
