package dev.sluice.http.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedWakeUpTest {
  private final Deque<Runnable> server = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final SharedWakeUp wakeUp = new SharedWakeUp();

  private void give(String name) {
    wakeUp.execute(server::add, () -> done.add(name));
  }

  @Test
  void shouldRunOnOneThreadWhatIsGivenWhileItIsOnItsWay() {
    // Given
    give("a");
    give("b");

    // When
    server.remove().run();

    // Then
    assertThat(done).containsExactly("a", "b");
    assertThat(server).isEmpty();
  }

  @Test
  void shouldRunWhatIsGivenWhileItIsAtWork() {
    // Given
    wakeUp.execute(server::add, () -> give("by another"));

    // When
    server.remove().run();

    // Then
    assertThat(done).containsExactly("by another");
    assertThat(server).isEmpty();
  }

  @Test
  void shouldWakeAThreadAgainOnceAllIsDone() {
    // Given
    give("a");
    server.remove().run();

    // When
    give("b");

    // Then
    server.remove().run();
    assertThat(done).containsExactly("a", "b");
  }

  @Test
  void shouldTellOthersAfterAnError() {
    // Given
    wakeUp.execute(
        server::add,
        () -> {
          throw new StackOverflowError();
        });
    give("b");

    // When
    assertThatThrownBy(server.remove()::run).isInstanceOf(StackOverflowError.class);

    // Then
    server.remove().run();
    assertThat(done).containsExactly("b");
  }

  @Test
  void shouldGoOnAfterATaskThatFails() {
    // Given
    wakeUp.execute(
        server::add,
        () -> {
          throw new IllegalStateException("broken");
        });
    give("b");

    // When
    server.remove().run();

    // Then
    assertThat(done).containsExactly("b");
  }
}
