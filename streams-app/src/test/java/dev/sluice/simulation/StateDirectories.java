package dev.sluice.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The state directories of all processes, and whose owner IDs lie in them. */
final class StateDirectories {
  private static final int COPIES = 12;

  private final List<Directory> all = new ArrayList<>();

  /** Has a lock that only one process holds, whether it runs or is frozen. */
  static final class Directory {
    private final Set<String> ownerIds = new LinkedHashSet<>();
    private @Nullable String holder;

    private Directory(Set<String> ownerIds) {
      this.ownerIds.addAll(ownerIds);
    }

    /** The processes before, by what lies there. */
    Set<String> take(String ownerId) {
      Set<String> before = Set.copyOf(ownerIds);
      ownerIds.add(ownerId);
      holder = ownerId;
      return before;
    }

    void forget(Set<String> dead) {
      ownerIds.removeAll(dead);
    }

    /** A kill leaves the process's ID. */
    void killed() {
      holder = null;
    }

    void left() {
      ownerIds.remove(Objects.requireNonNull(holder));
      holder = null;
    }
  }

  /** That of a process that has ended, one that is empty, or a copy that tells what isn't so. */
  Directory next(RandomGenerator random, World world) {
    List<Directory> free = all.stream().filter(each -> each.holder == null).toList();
    Directory chosen;
    if (!all.isEmpty() && random.nextInt(COPIES) == 0) {
      chosen = add(all.get(random.nextInt(all.size())).ownerIds);
      world.note("a state directory is copied: " + chosen.ownerIds);
    } else if (!free.isEmpty() && random.nextBoolean()) {
      chosen = free.get(random.nextInt(free.size()));
    } else {
      chosen = add(Set.of());
    }
    return chosen;
  }

  private Directory add(Set<String> ownerIds) {
    Directory directory = new Directory(ownerIds);
    all.add(directory);
    return directory;
  }
}
