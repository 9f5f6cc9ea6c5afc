package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tenants may do that nobody has given a policy. */
class DefaultPolicyTest {
  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldRefuseUnknownTenantsWhenThereIsNoDefaultPolicy() {
    // When
    gateway.publishes("stranger", request("r-1", "chat"));

    // Then
    ErrorRecord refused = only(gateway.errors());
    assertThat(refused.getFailure().getStatus()).isEqualTo(403);
    assertThat(refused.getFailure().getMessage())
        .isEqualTo("tenant stranger has no policy; ask the operator for one");
    assertThat(gateway.polling()).isEmpty();
  }

  @Test
  void shouldJudgeEachUnknownTenantByTheDefaultPolicyAndCountItApart() {
    // Given
    gateway.withDefaultPolicy(policy(0, 1));
    gateway.tenant("acme", policy(7, 2));

    // When
    for (String tenant : List.of("stranger", "another", "acme")) {
      gateway.publishes(tenant, request("r-1", "chat"));
      gateway.publishes(tenant, request("r-2", "chat"));
    }

    // Then
    assertThat(accepted())
        .extracting(e -> e.getTenant() + " " + e.getRequestId() + " by " + e.getPolicyVersion())
        .containsExactly("stranger r-1 by 0", "another r-1 by 0", "acme r-1 by 7", "acme r-2 by 7");
    assertThat(gateway.errors())
        .extracting(e -> e.getTenant() + " " + e.getRequestId() + " by " + e.getPolicyVersion())
        .containsExactly("stranger r-2 by 0", "another r-2 by 0");
  }

  @Test
  void shouldKeepUsageWhenATenantGetsAPolicyOfItsOwnAndLosesItAgain() {
    // Given
    gateway.withDefaultPolicy(policy(0, 2));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.tenant("acme", policy(1, 2));
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.publishes("acme", request("by its own", "chat"));
    gateway.withdraws("acme");
    gateway.publishes("acme", request("by the default", "chat"));

    // Then
    assertThat(gateway.errors())
        .extracting(ErrorRecord::getRequestId)
        .containsExactly("by its own", "by the default");
  }

  private List<PollingEvent> accepted() {
    return gateway.polling().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private static Policy policy(long version, int requestsPerMinute) {
    return Policy.of(version, List.of(requestsPerMinute(requestsPerMinute, Scope.TENANT)));
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
