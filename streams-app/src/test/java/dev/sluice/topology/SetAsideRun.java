package dev.sluice.topology;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.topology.FaultRun.Fault;
import dev.sluice.v1.Attempt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets every fault happen to one request of one tenant, through the whole gateway, at a provider of
 * its own with one credential, and shows what another tenant's requests then meet there. One
 * failure is enough to set a target aside.
 */
public final class SetAsideRun {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int AT_ONCE = 40;
  private static final Cooldown AFTER_ONE =
      new Cooldown(1, Duration.ofSeconds(30), Duration.ofMinutes(5));
  private static final String TWIN = "-twin";
  private static final String OTHER = "-other";

  /**
   * What the next requests pass over.
   *
   * @param target the target where it happened
   * @param model another target of the same model and credential
   * @param credential a target of another model with the same credential
   * @param ownTarget the target where it happened, for the tenant that it happened to
   */
  public record SetAside(boolean target, boolean model, boolean credential, boolean ownTarget) {

    /** For all tenants, in words. */
    public String forAll() {
      if (credential) {
        return "the credential";
      }
      if (model) {
        return "the credential for the model";
      }
      return target ? "the target" : "nothing";
    }
  }

  private final WireMockServer server =
      new WireMockServer(
          wireMockConfig().dynamicPort().bindAddress("127.0.0.1").containerThreads(60));
  private final List<ProviderSettings> providers = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();

  private SetAsideRun() {}

  /** By the fault's name. */
  public static Map<String, SetAside> of(List<Fault> faults, Path stateDir, Instant start)
      throws Exception {
    SetAsideRun run = new SetAsideRun();
    run.server.start();
    try {
      return run.seen(faults, stateDir, start);
    } finally {
      run.server.stop();
    }
  }

  private Map<String, SetAside> seen(List<Fault> faults, Path stateDir, Instant start)
      throws Exception {
    replyOk("good");
    providers.add(FaultRun.provider("good", faults.get(0).kind(), server.baseUrl() + "/good"));
    int closed = FaultRun.closedPort();
    for (Fault fault : faults) {
      add(fault, closed);
    }
    try (WiredGateway gateway =
        new WiredGateway(stateDir, start, new Routes(routes), AFTER_ONE, providers)) {
      for (int i = 0; i < faults.size(); i += AT_ONCE) {
        publish(gateway, faults.subList(i, Math.min(i + AT_ONCE, faults.size())));
      }
      Map<String, SetAside> seen = new LinkedHashMap<>();
      faults.forEach(fault -> seen.put(fault.name(), seen(fault.name(), gateway)));
      return seen;
    }
  }

  private void add(Fault fault, int closed) {
    String name = fault.name();
    if (fault.reply() != null) {
      server.stubFor(any(urlPathMatching("/" + name + "/.*")).willReturn(fault.reply()));
    }
    String base = fault.reply() == null ? "http://127.0.0.1:" + closed : server.baseUrl();
    providers.add(FaultRun.provider(name, fault.kind(), base + "/" + name));
    Duration timeout = fault.timeout() == null ? LONG : fault.timeout();
    routes.add(route(name, new Target(name, name, "model-x", Sampling.NONE, null, timeout)));
    routes.add(
        route(name + TWIN, new Target(name + TWIN, name, "model-x", Sampling.NONE, null, LONG)));
    routes.add(
        route(name + OTHER, new Target(name + OTHER, name, "model-z", Sampling.NONE, null, LONG)));
  }

  private static Route route(String name, Target target) {
    Target good = new Target("good", "good", "model-y", Sampling.NONE, null, LONG);
    return new Route(name, List.of(target, good), Duration.ofHours(1));
  }

  private void replyOk(String name) {
    server.stubFor(any(urlPathMatching("/" + name + "/.*")).willReturn(okJson(FaultRun.OK)));
  }

  private void publish(WiredGateway gateway, List<Fault> faults) throws InterruptedException {
    List<Request> first = new ArrayList<>();
    List<Request> own = new ArrayList<>();
    List<Request> others = new ArrayList<>();
    for (Fault fault : faults) {
      String name = fault.name();
      first.add(CallFixtures.request("first-" + name, name));
      own.add(CallFixtures.request("own-" + name, name));
      for (String target : List.of(name, name + TWIN, name + OTHER)) {
        others.add(CallFixtures.request("other-" + target, target));
      }
    }
    gateway.publishes(WiredGateway.TENANT, first.toArray(Request[]::new));
    faults.forEach(fault -> replyOk(fault.name()));
    // at once: the success of one would make the target fit for the next
    gateway.publishes(Map.of(WiredGateway.TENANT, own, WiredGateway.OTHER_TENANT, others));
  }

  private static SetAside seen(String name, WiredGateway gateway) {
    return new SetAside(
        passesOver("other-", name, gateway),
        passesOver("other-", name + TWIN, gateway),
        passesOver("other-", name + OTHER, gateway),
        passesOver("own-", name, gateway));
  }

  /** Whether its first attempt went elsewhere, or was not sent for lack of a credential. */
  private static boolean passesOver(String who, String target, WiredGateway gateway) {
    String id = who + target;
    Attempt first =
        gateway.isAnswered(id)
            ? gateway.result(id).getAttempts().get(0)
            : gateway.error(id).getAttempts().get(0);
    return !first.getTarget().equals(target)
        || (first.getFailure() != null && first.getFailure().getHttpRequest() == null);
  }
}
