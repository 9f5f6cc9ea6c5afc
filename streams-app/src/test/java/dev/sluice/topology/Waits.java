package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway for tests of requests that wait for a limit. */
abstract class Waits {
  @TempDir Path stateDir;
  GatewayHarness gateway;

  @BeforeEach
  void open() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  static Limit concurrent(int calls) {
    return Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, calls, Window.NONE);
  }

  static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  static Request waits(String id, String model) {
    return waiting(id, model, 0, GatewayHarness.START.plus(Duration.ofMinutes(10)));
  }

  void answersNext() {
    gateway.answers(gateway.dispatcher.next(), "water");
  }
}
