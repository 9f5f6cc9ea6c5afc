package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Call;
import dev.sluice.call.CallFixtures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private final CallQueue queue = new CallQueue();

  @Test
  void shouldLetAnotherTenantsCallGoSecondWhenOneHasABacklog() {
    // Given
    for (int i = 0; i < 1000; i++) {
      queue.add(call("big", 0, i));
    }
    queue.add(call("small", 0, 5000));

    // When
    List<String> order = List.of(queue.poll(), queue.poll());

    // Then
    assertThat(order).containsExactly("big-0", "small-5000");
  }

  @Test
  void shouldOrderATenantsCallsByPriorityThenByOffset() {
    // Given
    queue.add(call("acme", 0, 1));
    queue.add(call("acme", 5, 3));
    queue.add(call("acme", 5, 2));

    // When
    List<String> order = drain();

    // Then
    assertThat(order).containsExactly("acme-2", "acme-3", "acme-1");
  }

  @Test
  void shouldForgetACallThatEndedWhileItWasQueued() {
    // Given
    queue.add(call("acme", 0, 1));
    queue.add(call("acme", 0, 2));

    // When
    queue.remove("acme-1");

    // Then
    assertThat(queue.size("acme")).isEqualTo(1);
    assertThat(drain()).containsExactly("acme-2");
    assertThat(queue.isEmpty()).isTrue();
  }

  private List<String> drain() {
    List<String> order = new ArrayList<>();
    for (String id = queue.poll(); id != null; id = queue.poll()) {
      order.add(id);
    }
    return order;
  }

  private static Call call(String tenant, int priority, long offset) {
    Call call = CallFixtures.queued("a");
    return new Call(
        tenant + "-" + offset,
        tenant,
        "r",
        "default",
        null,
        "chat",
        call.metadata(),
        0,
        offset,
        call.acceptedAt(),
        call.deadline(),
        1,
        priority,
        null,
        call.plan(),
        0,
        0,
        call.state(),
        List.of());
  }
}
