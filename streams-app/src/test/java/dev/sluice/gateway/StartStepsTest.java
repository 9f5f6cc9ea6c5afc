package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartStepsTest {
  private final StartSteps steps = new StartSteps();
  private final Lifecycle lifecycle = new Lifecycle();
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void shouldRunStepsSideBySide() throws Exception {
    // Given
    CountDownLatch both = new CountDownLatch(2);
    StartSteps.Work<String> meeting =
        () -> {
          both.countDown();
          both.await();
          return Thread.currentThread().getName();
        };

    // When
    StartSteps.Step<String> registry = steps.begin("registry", meeting);
    StartSteps.Step<String> topics = steps.begin("topics", meeting);

    // Then
    assertThat(registry.await()).isEqualTo("sluice-start-registry");
    assertThat(topics.await()).isEqualTo("sluice-start-topics");
  }

  @Test
  void shouldThrowWhatTheAwaitedStepThrew() {
    // Given
    StartException refused = new StartException(ExitStatus.SCHEMAS_REFUSED, "taken");
    StartSteps.Step<String> registry =
        steps.begin(
            "registry",
            () -> {
              throw refused;
            });
    StartSteps.Step<String> topics =
        steps.begin(
            "topics",
            () -> {
              throw new IllegalStateException("unforeseen");
            });

    // Then
    assertThatThrownBy(registry::await).isSameAs(refused);
    assertThatThrownBy(topics::await).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldInterruptTheStepsThatStillRunWhenTheStartFails() {
    // Given
    steps.begin(
        "registry",
        () -> {
          try {
            new CountDownLatch(1).await();
            return "never";
          } catch (InterruptedException interrupted) {
            stopped.add("registry");
            throw interrupted;
          }
        });

    // When
    steps.close();

    // Then
    assertThat(stopped).containsExactly("registry");
  }

  @Test
  void shouldStopWhatAStepHasStartedWhenTheStartFailsBeforeItIsAwaited() throws Exception {
    // Given
    StartSteps.Step<String> calls = steps.begin("calls", () -> "calls");
    lifecycle.onStop("calls", calls.stopping(stopped::add));
    calls.await();

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).containsExactly("calls");
  }

  @Test
  void shouldStopWhatAStepStartsTooLate() throws Exception {
    // Given
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    StartSteps.Step<String> calls =
        new StartSteps(Duration.ZERO)
            .begin(
                "calls",
                () -> {
                  released.await();
                  return "calls";
                });
    lifecycle.onStop("calls", calls.stopping(late -> closed.countDown()));
    lifecycle.stop();

    // When
    released.countDown();

    // Then
    closed.await();
  }

  @Test
  void shouldStopNothingForAStepThatFailed() {
    // Given
    StartSteps.Step<String> calls =
        steps.begin(
            "calls",
            () -> {
              throw new StartException(ExitStatus.FAILED, "no");
            });
    lifecycle.onStop("calls", calls.stopping(stopped::add));
    assertThatThrownBy(calls::await).isInstanceOf(StartException.class);

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).isEmpty();
  }

  @Test
  void shouldWaitForAStepUnderWayWhenItStops() {
    // Given
    CountDownLatch stopping = new CountDownLatch(1);
    StartSteps.Step<String> webhooks =
        steps.begin(
            "webhooks",
            () -> {
              stopping.await();
              stopped.add("started");
              return "webhooks";
            });
    lifecycle.onStop("webhooks", webhooks.stopping(stopped::add));
    lifecycle.onStop("readiness", stopping::countDown);

    // When
    lifecycle.stop();

    // Then
    assertThat(stopped).containsExactly("started", "webhooks");
  }

  @Test
  void shouldTellTheFailuresOfOtherStepsButNotOfThoseThatNeededAFailedOne() {
    // Given
    StartException refused = new StartException(ExitStatus.CONFIGURATION, "no URL");
    IllegalStateException unforeseen = new IllegalStateException("unforeseen");
    StartSteps.Step<String> registry =
        steps.begin(
            "registry",
            () -> {
              throw refused;
            });
    steps.begin("schemas", registry::await);
    steps.begin(
        "topics",
        () -> {
          throw unforeseen;
        });
    assertThatThrownBy(registry::await).isSameAs(refused);

    // When
    steps.close();

    // Then
    assertThat(steps.otherFailures()).containsExactly(Map.entry("topics", unforeseen));
  }
}
