package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Credit;
import dev.sluice.call.PollingId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private static final int BATCH = -1;

  private final Map<String, Integer> weights = new HashMap<>();
  private final CallQueue queue = new CallQueue(tenant -> weights.getOrDefault(tenant, 1));
  private final Credit credit = new Credit(10, 1_000);

  @Test
  void shouldLetAnotherTenantsCallGoSecondWhenOneHasABacklog() {
    // Given
    for (int i = 0; i < 1000; i++) {
      queue.add(call("big", 0, i), 10);
    }
    queue.add(call("small", 0, 5000), 10);

    // When
    List<String> order = List.of(queue.poll(credit), queue.poll(credit));

    // Then
    assertThat(order).containsExactly("big-0", "small-5000");
  }

  @Test
  void shouldLetTheTenantGoFirstThatHasTheFewestCallsUnderWay() {
    // Given
    queue.started(call("busy", 0, 0));
    queue.started(call("busy", 0, 0));
    queue.started(call("calm", 0, 0));
    queue.add(call("busy", 0, 1), 10);
    queue.add(call("calm", 0, 2), 10);
    queue.add(call("new", 0, 3), 10);

    // When
    queue.ended(call("busy", 0, 0));
    queue.ended(call("busy", 0, 0));

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
    String tooLarge = queue.poll(credit);

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

  @Test
  void shouldLetATenantHaveAsManyUnderWayAsItsWeightSays() {
    // Given
    weights.put("acme", 3);
    for (int i = 0; i < 100; i++) {
      queue.add(call("acme", 0, i), 10);
      queue.add(call("globex", 0, i), 10);
    }

    // When
    Map<String, Integer> underWay = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      String next = Objects.requireNonNull(queue.poll(credit));
      String tenant = next.substring(0, next.indexOf('-'));
      queue.started(call(tenant, 0, i));
      underWay.merge(tenant, 1, Integer::sum);
    }

    // Then
    assertThat(underWay).containsOnly(entry("acme", 30), entry("globex", 10));
  }

  @Test
  void shouldStartThoseThatCanWaitAfterOthersButOneInTen() {
    // Given
    for (int i = 0; i < 20; i++) {
      queue.add(call("patient", BATCH, i), 10);
      queue.add(call("acme", 0, i), 10);
    }

    // When
    List<String> order = drain();

    // Then
    assertThat(order).hasSize(40);
    assertThat(order.subList(0, 22)).filteredOn(id -> id.startsWith("patient")).hasSize(2);
    assertThat(order.get(9)).startsWith("patient");
  }

  @Test
  void shouldLeaveATenthOfTheCreditToThoseThatCantWait() {
    // Given
    for (int i = 0; i < 9; i++) {
      credit.take(1);
    }
    queue.add(call("patient", BATCH, 1), 1);

    // When
    String first = queue.poll(credit);

    // Then
    assertThat(first).isNull();
    assertThat(queue.lets(/* isBatch= */ false, 1, credit)).isTrue();
    assertThat(queue.lets(/* isBatch= */ true, 1, credit)).isFalse();
  }

  @Test
  void shouldStartThoseThatCanWaitThoughOthersTakeAllCreditAllTheTime() {
    // Given
    for (int i = 0; i < 10; i++) {
      credit.take(1);
    }
    queue.add(call("patient", BATCH, 0), 1);
    List<String> started = new ArrayList<>();

    // When
    for (int i = 0; i < 10; i++) {
      queue.add(call("acme", 0, i), 1);
      credit.release(1);
      String next = queue.poll(credit);
      credit.take(1);
      started.add(next);
    }

    // Then
    assertThat(started).contains("patient-0");
  }

  private List<String> drain() {
    List<String> order = new ArrayList<>();
    for (String id = queue.poll(credit); id != null; id = queue.poll(credit)) {
      order.add(id);
    }
    return order;
  }

  private static Call call(String tenant, int rank, long offset) {
    Call call = CallFixtures.queued("a");
    PollingId id = new PollingId(tenant + "-" + offset, 0, call.request().acceptedAt(), offset);
    AcceptedRequest request =
        AcceptedRequest.of(id, tenant, CallFixtures.request("r", "chat"), null);
    return new Call(request, call.deadline(), rank, 1, call.progress(), call.state());
  }
}
