package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Credit;
import dev.sluice.call.PollingId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private final CallQueue queue = new CallQueue();
  private final Credit credit = new Credit(10, 1_000);

  @Test
  void shouldLetAnotherTenantsCallGoSecondWhenOneHasABacklog() {
    // Given
    for (int i = 0; i < 1000; i++) {
      queue.add(call("big", 0, i), 10);
    }
    queue.add(call("small", 0, 5000), 10);

    // When
    List<String> order = List.of(queue.poll(credit::covers), queue.poll(credit::covers));

    // Then
    assertThat(order).containsExactly("big-0", "small-5000");
  }

  @Test
  void shouldLetTheTenantGoFirstThatHasTheFewestCallsUnderWay() {
    // Given
    queue.started("busy");
    queue.started("busy");
    queue.started("calm");
    queue.add(call("busy", 0, 1), 10);
    queue.add(call("calm", 0, 2), 10);
    queue.add(call("new", 0, 3), 10);

    // When
    queue.ended("busy");
    queue.ended("busy");

    // Then
    assertThat(drain()).containsExactly("busy-1", "new-3", "calm-2");
  }

  @Test
  void shouldServeTenantsInTurnWhenTheyHaveAsManyUnderWay() {
    // Given
    for (int i = 0; i < 2; i++) {
      queue.add(call("acme", 0, i), 10);
      queue.add(call("globex", 0, i), 10);
      queue.add(call("initech", 0, i), 10);
    }

    // When
    List<String> order = drain();

    // Then
    assertThat(order)
        .containsExactly("acme-0", "globex-0", "initech-0", "acme-1", "globex-1", "initech-1");
  }

  @Test
  void shouldKeepACallThatTheCreditDoesNotCoverAndItsTurn() {
    // Given
    queue.add(call("acme", 0, 1), 600);
    queue.add(call("globex", 0, 2), 1);
    credit.take(500);

    // When
    String tooLarge = queue.poll(credit::covers);

    // Then
    assertThat(tooLarge).isNull();
    credit.release(500);
    assertThat(drain()).containsExactly("acme-1", "globex-2");
  }

  @Test
  void shouldOrderATenantsCallsByPriorityThenByOffset() {
    // Given
    queue.add(call("acme", 0, 1), 10);
    queue.add(call("acme", 5, 3), 10);
    queue.add(call("acme", 5, 2), 10);

    // When
    List<String> order = drain();

    // Then
    assertThat(order).containsExactly("acme-2", "acme-3", "acme-1");
  }

  @Test
  void shouldForgetACallThatEndedWhileItWasQueued() {
    // Given
    queue.add(call("acme", 0, 1), 10);
    queue.add(call("acme", 0, 2), 10);

    // When
    queue.remove("acme-1");

    // Then
    assertThat(queue.size("acme")).isEqualTo(1);
    assertThat(drain()).containsExactly("acme-2");
    assertThat(queue.isEmpty()).isTrue();
  }

  private List<String> drain() {
    List<String> order = new ArrayList<>();
    for (String id = queue.poll(credit::covers); id != null; id = queue.poll(credit::covers)) {
      order.add(id);
    }
    return order;
  }

  private static Call call(String tenant, int priority, long offset) {
    Call call = CallFixtures.queued("a");
    PollingId id = new PollingId(tenant + "-" + offset, 0, call.request().acceptedAt(), offset);
    AcceptedRequest request =
        AcceptedRequest.of(id, tenant, CallFixtures.request("r", "chat"), null);
    return new Call(request, call.deadline(), priority, 1, call.progress(), call.state());
  }
}
