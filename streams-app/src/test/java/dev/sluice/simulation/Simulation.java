package dev.sluice.simulation;

import dev.sluice.simulation.Instance.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One seed's schedule: events at random, then time until nothing is left to happen. */
final class Simulation {
  private static final int EVENTS = 600;
  private static final int MOST_INSTANCES = 3;
  private static final int MOST_ROUNDS = 400;
  private static final int ROUNDS_TO_REJOIN = 4;
  private static final List<String> INPUTS =
      List.of(
          Gateways.TOPICS.requests(),
          Gateways.TOPICS.attempts(),
          Gateways.TOPICS.commands(),
          Gateways.TOPICS.tenants());

  private final Random random;
  private final World world = new World();
  private final Clients clients;
  private final List<Event> events = new ArrayList<>();
  private int weights;

  private record Event(int weight, Runnable action) {}

  Simulation(long seed) {
    this(seed, false);
  }

  static Simulation withBatches(long seed) {
    return new Simulation(seed, false, true);
  }

  /**
   * @param trustsFencing whether gateways take a lost partition for a proof of death: a mistake
   *     that has to be found
   */
  Simulation(long seed, boolean trustsFencing) {
    this(seed, trustsFencing, false);
  }

  private Simulation(long seed, boolean trustsFencing, boolean withBatches) {
    random = new Random(seed);
    clients = new Clients(world, random, withBatches);
    on(16, clients::publish);
    on(2, clients::command);
    on(1, clients::policy);
    on(1, clients::tick);
    on(40, () -> run(this::deliver));
    on(30, () -> run(instance -> dispatch(instance, 1 + random.nextInt(4))));
    on(30, () -> run(this::land));
    on(16, () -> run(this::end));
    on(20, () -> run(instance -> instance.commit(Fate.COMMITTED)));
    on(6, () -> run(this::punctuate));
    on(12, this::timePasses);
    on(5, this::assign);
    Faults faults = new Faults(world, random, trustsFencing);
    on(2, () -> run(faults::abort));
    on(1, () -> run(faults::commitUnknown));
    on(1, () -> run(faults::kill));
    on(1, () -> run(faults::migrate));
    on(1, () -> run(faults::pause));
    on(2, faults::resume);
    on(2, faults::sessionTimeout);
    on(1, () -> run(faults::drain));
    on(1, () -> run(faults::stop));
    on(2, this::startInstance);
    on(2, faults::offsetsLost);
    on(4, faults::cool);
  }

  private void on(int weight, Runnable action) {
    events.add(new Event(weight, action));
    weights += weight;
  }

  List<String> history() {
    return world.history();
  }

  World world() {
    return world;
  }

  void run() {
    world.startInstance(random);
    Gateways.TENANTS.forEach(clients::policy);
    for (int i = 0; i < EVENTS; i++) {
      next().run();
      world.instances.forEach(
          instance -> instance.tasks.values().forEach(world.invariants.polls::poll));
    }
    quiesce();
    world.invariants.quiet();
  }

  private Runnable next() {
    int at = random.nextInt(weights);
    for (Event event : events) {
      at -= event.weight();
      if (at < 0) {
        return event.action();
      }
    }
    throw new IllegalStateException();
  }

  /** Lets any process that runs do something. */
  private void run(Consumer<Instance> action) {
    Instance instance = any(running -> !running.paused);
    if (instance != null) {
      action.accept(instance);
    }
  }

  private @Nullable Instance any(Predicate<Instance> which) {
    List<Instance> candidates = world.instances.stream().filter(which).toList();
    return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
  }

  private void deliver(Instance instance) {
    List<Runnable> inputs = new ArrayList<>();
    for (Task task : instance.tasks.values()) {
      for (String topic : INPUTS) {
        if (task.hasInput(topic)) {
          inputs.add(() -> deliver(task, topic));
        }
      }
    }
    if (!inputs.isEmpty()) {
      inputs.get(random.nextInt(inputs.size())).run();
    }
  }

  private void deliver(Task task, String topic) {
    world.note(
        task.instance.ownerId
            + " takes "
            + topic
            + "-"
            + task.partition.id
            + "@"
            + task.position(topic));
    task.deliver(topic);
  }

  private static void dispatch(Instance instance, int steps) {
    for (int i = 0; i < steps && instance.dispatchThread.step(); i++) {}
  }

  /** Writes may overtake each other, and one that seemed to fail is written again. */
  private void land(Instance instance) {
    if (instance.unwritten.isEmpty()) {
      return;
    }
    Instance.Write write = instance.unwritten.get(random.nextInt(instance.unwritten.size()));
    world.note(instance.ownerId + " writes " + write.value().getKind());
    if (random.nextInt(15) == 0) {
      world.appendAttempt(write);
    } else if (write.isGivenUp(instance.nowMs())) {
      world.note("it is given up");
      instance.unwritten.remove(write);
      write.onDone().run();
    } else {
      instance.unwritten.remove(write);
      instance.land(write);
    }
  }

  private void end(Instance instance) {
    if (!instance.exchanges.isIdle()) {
      instance.exchanges.endOne(random);
    }
  }

  private void punctuate(Instance instance) {
    for (Task task : instance.tasks.values()) {
      if (task.punctuate()) {
        world.note(instance.ownerId + " sweeps " + task.partition.id);
      }
    }
  }

  private void timePasses() {
    int kind = random.nextInt(400);
    if (kind == 0) {
      world.nowMs += Duration.ofHours(25).toMillis();
    } else if (kind < 10) {
      world.nowMs += random.nextInt(100_000);
    } else {
      world.nowMs += random.nextInt(kind < 80 ? 6_000 : 600);
    }
  }

  private void assign() {
    for (Partition partition : world.partitions) {
      if (partition.owner == null) {
        give(partition);
      }
    }
  }

  private void give(Partition partition) {
    Instance instance = any(running -> !running.paused && !running.isZombie());
    if (instance != null && !instance.tasks.containsKey(partition.id)) {
      world.note(instance.ownerId + " is given " + partition.id);
      instance.assign(partition);
    }
  }

  private void startInstance() {
    if (world.instances.size() < MOST_INSTANCES) {
      world.startInstance(random);
    }
  }

  private void quiesce() {
    world.note("quiescence");
    world.instances.forEach(instance -> instance.paused = false);
    List.copyOf(world.instances).stream().filter(i -> i.draining).forEach(this::stop);
    if (world.instances.isEmpty()) {
      world.startInstance(random);
    }
    for (int round = 0; round < MOST_ROUNDS && !isQuiet(); round++) {
      assign();
      for (Instance instance : world.instances) {
        settle(instance);
      }
      if (round > ROUNDS_TO_REJOIN) {
        world.invariants.nothingForgotten();
      }
      world.nowMs += 1_000;
    }
  }

  private void stop(Instance instance) {
    instance.stop();
    world.instances.remove(instance);
  }

  private void settle(Instance instance) {
    punctuate(instance);
    for (Task task : instance.tasks.values()) {
      for (String topic : INPUTS) {
        while (task.hasInput(topic)) {
          deliver(task, topic);
        }
      }
    }
    instance.commit(Fate.COMMITTED);
    dispatch(instance, Integer.MAX_VALUE);
    while (!instance.exchanges.isIdle()) {
      instance.exchanges.endOne(random);
    }
    dispatch(instance, Integer.MAX_VALUE);
    instance.landAll();
  }

  private boolean isQuiet() {
    return world.partitions.stream()
            .allMatch(
                partition ->
                    partition.owner != null
                        && partition.owner.holdsNothing()
                        && partition.isConsumed())
        && world.instances.stream()
            .allMatch(
                instance ->
                    instance.unwritten.isEmpty()
                        && instance.exchanges.isIdle()
                        && instance.calls.live() == 0);
  }
}
