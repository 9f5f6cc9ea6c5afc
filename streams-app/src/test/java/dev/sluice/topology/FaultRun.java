package dev.sluice.topology;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.FallbackList;
import dev.sluice.call.Request;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.TargetGroup;
import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets every fault happen to two calls through the whole gateway: one with a target in each list to
 * go on to, and one with nothing but the target where it happens. All targets are retried once.
 */
public final class FaultRun {
  private static final String ALONE = "-alone";
  static final String OK =
      "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hello\"}}]}";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int AT_ONCE = 40;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** Of the calls: a retry that would begin later is not made. */
  public static final Duration TIME_LIMIT = Duration.ofHours(1);

  private static final RetryPolicy ONCE =
      new RetryPolicy(1, Map.of(), Duration.ofSeconds(1), LONGEST_WAIT);

  /** Where a call goes on to, and in which list that target is. */
  private static final Map<String, String> LISTS =
      Map.of("good", "general", "large", "context window", "mild", "content policy");

  /**
   * @param name of a path segment or more
   * @param reply null where the connection is refused
   * @param timeout of the attempt, in real time; null where it is not to matter
   */
  public record Fault(
      String name,
      ProviderKind kind,
      @Nullable ResponseDefinitionBuilder reply,
      @Nullable Duration timeout) {

    /** Or the attempt may end before the server has read its request. */
    private boolean isCountedByServer() {
      return reply != null && timeout == null;
    }
  }

  /**
   * What became of a fault's calls.
   *
   * @param requests how many reached the target, of the call that could go on
   * @param attempts how many it made, at whichever target
   * @param first its first attempt
   * @param result its terminal record; null where that is an error record
   * @param requestsAlone how many reached the target, of the call that could not go on
   * @param errorAlone its terminal record
   */
  public record Seen(
      int requests,
      int attempts,
      Attempt first,
      @Nullable CompletionResult result,
      int requestsAlone,
      ErrorRecord errorAlone) {

    public boolean retried() {
      return requests > 1;
    }

    /** The list of the target that answered, or none. */
    public String fellBackTo() {
      return result == null ? "none" : LISTS.getOrDefault(result.getTarget(), "");
    }
  }

  private final WireMockServer server =
      new WireMockServer(
          wireMockConfig().dynamicPort().bindAddress("127.0.0.1").containerThreads(60));
  private final List<ProviderSettings> providers = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();

  private FaultRun() {}

  /** By the fault's name. */
  public static Map<String, Seen> of(List<Fault> faults, Path stateDir, Instant start)
      throws Exception {
    FaultRun run = new FaultRun();
    run.server.start();
    try {
      return run.seen(faults, stateDir, start);
    } finally {
      run.server.stop();
    }
  }

  private Map<String, Seen> seen(List<Fault> faults, Path stateDir, Instant start)
      throws Exception {
    server.stubFor(any(urlPathMatching("/good/.*")).willReturn(okJson(OK)));
    providers.add(provider("good", ProviderKind.OPENAI, server.baseUrl() + "/good"));
    int closed = closedPort();
    for (Fault fault : faults) {
      add(fault, fault.name(), closed, "good");
      add(fault, fault.name() + ALONE, closed);
    }
    routes.add(route("others", "large", "mild"));
    try (WiredGateway gateway =
        new WiredGateway(stateDir, start, new Routes(routes), Cooldown.OFF, providers)) {
      for (int i = 0; i < requests.size(); i += AT_ONCE) {
        List<Request> some = requests.subList(i, Math.min(i + AT_ONCE, requests.size()));
        gateway.publishes(some.toArray(Request[]::new));
      }
      gateway.timePasses(LONGEST_WAIT);
      return seen(faults, gateway);
    }
  }

  private void add(Fault fault, String name, int closed, String... others) {
    if (fault.reply() != null) {
      server.stubFor(any(urlPathMatching("/" + name + "/.*")).willReturn(fault.reply()));
    }
    String base = fault.reply() == null ? "http://127.0.0.1:" + closed : server.baseUrl();
    providers.add(provider(name, fault.kind(), base + "/" + name));
    Map<FallbackList, List<String>> lists =
        others.length == 0
            ? Map.of()
            : Map.of(
                FallbackList.CONTEXT_WINDOW, List.of("large"),
                FallbackList.CONTENT_POLICY, List.of("mild"));
    List<TargetGroup> levels = new ArrayList<>();
    Duration timeout = fault.timeout() == null ? LONG : fault.timeout();
    levels.add(TargetGroup.of(new Target(name, name, "model-x", Sampling.NONE, null, timeout)));
    for (String other : others) {
      levels.add(TargetGroup.of(good(other)));
    }
    routes.add(new Route(name, levels, TIME_LIMIT, lists, ONCE));
    requests.add(CallFixtures.request(name, name));
  }

  private static Route route(String name, String... targets) {
    List<TargetGroup> levels = new ArrayList<>();
    for (String target : targets) {
      levels.add(TargetGroup.of(good(target)));
    }
    return new Route(name, levels, TIME_LIMIT, Map.of(), ONCE);
  }

  private static Target good(String name) {
    return new Target(name, "good", "model-y", Sampling.NONE, null, LONG);
  }

  static ProviderSettings provider(String name, ProviderKind kind, String base) {
    return new ProviderSettings(
        name,
        kind,
        URI.create(base),
        kind == ProviderKind.AZURE_OPENAI ? "2024-10-21" : null,
        List.of(new Secret("key-0123456789abcdef")),
        Map.of(),
        ProviderSettings.MAX_TOKENS,
        500,
        ProviderSettings.STREAM_IDLE_TIMEOUT,
        null,
        kind == ProviderKind.BEDROCK
            ? new BedrockSettings("eu-west-1", null, null, null, false)
            : null);
  }

  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Map<String, Seen> seen(List<Fault> faults, WiredGateway gateway) {
    Map<String, Integer> received = received(faults);
    Map<String, Seen> all = new LinkedHashMap<>();
    for (Fault fault : faults) {
      String name = fault.name();
      CompletionResult result = gateway.isAnswered(name) ? gateway.result(name) : null;
      List<Attempt> attempts =
          result == null ? gateway.error(name).getAttempts() : result.getAttempts();
      ErrorRecord alone = gateway.error(name + ALONE);
      all.put(
          name,
          new Seen(
              requests(fault, name, attempts, received),
              attempts.size(),
              attempts.get(0),
              result,
              requests(fault, name + ALONE, alone.getAttempts(), received),
              alone));
    }
    return all;
  }

  private static int requests(
      Fault fault, String target, List<Attempt> attempts, Map<String, Integer> received) {
    int made = (int) attempts.stream().filter(each -> each.getTarget().equals(target)).count();
    int counted = fault.isCountedByServer() ? received.getOrDefault(target, 0) : made;
    assertThat(made).as("attempts at %s", target).isEqualTo(counted);
    return counted;
  }

  private Map<String, Integer> received(List<Fault> faults) {
    Map<String, Integer> received = new HashMap<>();
    for (ServeEvent event : server.getAllServeEvents()) {
      String path = event.getRequest().getUrl();
      for (Fault fault : faults) {
        for (String name : List.of(fault.name(), fault.name() + ALONE)) {
          if (path.startsWith("/" + name + "/")) {
            received.merge(name, 1, Integer::sum);
          }
        }
      }
    }
    return received;
  }
}
