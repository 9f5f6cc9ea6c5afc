package dev.sluice.call;

import dev.sluice.bench.Examples;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of one call whose first target fails and whose second one answers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 5, time = 1)
public class CallStateMachineBenchmark {
  private static final String EPOCH = "instance-1/7";

  private final CallStateMachine machine = new CallStateMachine(10, Examples.ROUTES);
  private final Call queued = Examples.queued();
  private final Call started = machine.start(queued, EPOCH, TargetHealth.FIT, Examples.NOW);
  private final AttemptReport failed =
      Examples.report(started, new Outcome.Failed(Examples.failure()));
  private final AttemptReport answered =
      Examples.report(started, new Outcome.Answered(Examples.ANSWER));

  @Benchmark
  public Call start() {
    return machine.start(queued, EPOCH, TargetHealth.FIT, Examples.NOW);
  }

  @Benchmark
  public Transition failedGoesOn() {
    return machine.outcome(started, failed, TargetHealth.FIT, Examples.NOW);
  }

  @Benchmark
  public Transition answered() {
    return machine.outcome(started, answered, TargetHealth.FIT, Examples.NOW);
  }
}
