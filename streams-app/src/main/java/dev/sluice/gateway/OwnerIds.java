package dev.sluice.gateway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The owner IDs of the processes that had a state directory, in a file there. Only the process that
 * has Kafka Streams' lock on the directory may use it: the lock proves that those before it have
 * ended. IDs of other instances are of a directory that was copied, and prove nothing. Any thread.
 */
final class OwnerIds {
  private final Path file;
  private final String instance;
  private boolean left;

  /**
   * @param directory the application's own, below the state directory
   */
  OwnerIds(Path directory, String instance) {
    this.file = directory.resolve("owners");
    this.instance = instance;
  }

  /**
   * Adds the ID of this process, durably.
   *
   * @return the IDs of those before it, which have ended
   */
  synchronized Set<String> add(String ownerId) throws IOException {
    Set<String> before = read();
    Set<String> all = new LinkedHashSet<>(before);
    all.add(ownerId);
    write(all);
    return before;
  }

  /** Nothing is left to be done for these; does nothing once the directory may be another's. */
  synchronized void remove(Collection<String> ownerIds) throws IOException {
    Set<String> rest = read();
    if (!left && rest.removeAll(ownerIds)) {
      write(rest);
    }
  }

  /**
   * Call it before the lock is released: the process may still have calls then, and says itself
   * what becomes of them.
   */
  synchronized void leave(String ownerId) throws IOException {
    remove(Set.of(ownerId));
    left = true;
  }

  private Set<String> read() throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(" ", 2);
        if (parts.length == 2 && parts[1].equals(instance)) {
          ids.add(parts[0]);
        }
      }
    } catch (NoSuchFileException first) {
      return ids;
    }
    return ids;
  }

  /** A crash leaves the old file or the new one. */
  private void write(Collection<String> ids) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, ids.stream().map(id -> id + " " + instance).toList());
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
