package dev.sluice.simulation;

import dev.sluice.simulation.Instance.Fate;
import java.util.List;
import java.util.random.RandomGenerator;

/** What goes wrong, and what operators do. */
final class Faults {
  private final World world;
  private final RandomGenerator random;
  private final boolean trustsFencing;

  /**
   * @param trustsFencing whether losing a partition is taken for a proof of death
   */
  Faults(World world, RandomGenerator random, boolean trustsFencing) {
    this.world = world;
    this.random = random;
    this.trustsFencing = trustsFencing;
  }

  void abort(Instance instance) {
    world.note(instance.ownerId + " aborts");
    instance.abort(random.nextBoolean());
  }

  void commitUnknown(Instance instance) {
    world.note(instance.ownerId + " commits and is not told");
    instance.commit(Fate.COMMITTED_UNKNOWN);
  }

  /** What was being committed or written may have arrived. */
  void kill(Instance instance) {
    if (instance.isZombie() || random.nextBoolean()) {
      world.note(instance.ownerId + " is killed");
      instance.endTransaction(Transaction.State.ABORTED);
    } else {
      world.note(instance.ownerId + " is killed after its commit");
      instance.landTransaction();
    }
    instance.directory.killed();
    for (Instance.Write write : List.copyOf(instance.unwritten)) {
      if (random.nextBoolean()) {
        world.appendAttempt(write);
      }
    }
    for (Partition partition : world.partitions) {
      if (partition.owner != null && partition.owner.instance == instance) {
        partition.owner = null;
      }
    }
    world.instances.remove(instance);
  }

  void migrate(Instance instance) {
    if (instance.isZombie() || instance.tasks.isEmpty()) {
      return;
    }
    instance.commit(Fate.COMMITTED);
    List<Task> tasks = List.copyOf(instance.tasks.values());
    Task task = tasks.get(random.nextInt(tasks.size()));
    world.note(instance.ownerId + " gives up " + task.partition.id);
    task.close();
    task.partition.owner = null;
    instance.tasks.remove(task.partition.id);
  }

  void pause(Instance instance) {
    world.note(instance.ownerId + " is paused");
    instance.paused = true;
  }

  void resume() {
    for (Instance instance : world.instances) {
      if (instance.paused) {
        world.note(instance.ownerId + " is resumed");
        instance.paused = false;
        return;
      }
    }
  }

  /** The group gives a paused process's partitions to others, and it doesn't know. */
  void sessionTimeout() {
    for (Partition partition : world.partitions) {
      if (partition.owner != null && partition.owner.instance.paused) {
        Instance fenced = partition.owner.instance;
        world.note(fenced.ownerId + " loses " + partition.id);
        partition.owner = null;
        if (trustsFencing) {
          fenced.reportFenced(partition);
        }
      }
    }
  }

  /** Nobody knows any more which policies were read. */
  void offsetsLost() {
    for (Partition partition : world.partitions) {
      if (partition.owner == null) {
        world.note("the offsets of the policies in " + partition.id + " are lost");
        partition.offsets().remove(Gateways.TOPICS.tenants());
      }
    }
  }

  void cool() {
    String target = Gateways.TARGETS.get(random.nextInt(Gateways.TARGETS.size()));
    world.cool(target, random.nextInt(20_000));
  }

  void drain(Instance instance) {
    if (!instance.draining) {
      world.note(instance.ownerId + " drains");
      instance.drain();
    }
  }

  void stop(Instance instance) {
    if (instance.draining) {
      world.note(instance.ownerId + " stops");
      instance.stop();
      world.instances.remove(instance);
    }
  }
}
