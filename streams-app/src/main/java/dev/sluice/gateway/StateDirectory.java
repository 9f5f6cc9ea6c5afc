package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.failure.CauseFacts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Distinguishes failures of the directory with the state stores from all others. */
final class StateDirectory {
  private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

  /** Is restored in less time than Kafka Streams takes to give up tasks and take them back. */
  private static final long SMALL_BYTES = 32L << 20;

  private StateDirectory() {}

  /**
   * Loads RocksDB's native library, which is unpacked to a file each time. What fails here fails
   * again when Kafka Streams loads it, and is reported then.
   */
  static void loadRocksDb() {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | LinkageError unfit) {
      log.debug("RocksDB can't be loaded", unfit);
    }
  }

  /**
   * What the operating system or RocksDB reports; null for a failure that has nothing to do with
   * the directory. Kafka Streams wraps failures of other kinds in the same exception, so its own is
   * not enough.
   */
  static @Nullable String fault(Throwable thrown) {
    boolean ofState = false;
    Throwable link = thrown;
    for (int depth = 0; link != null && depth < CauseFacts.MAX_LINKS; depth++) {
      ofState |= link instanceof ProcessorStateException;
      if (ofState && (link instanceof RocksDBException || link instanceof IOException)) {
        return String.valueOf(link.getMessage());
      }
      link = link.getCause();
    }
    return null;
  }

  /** Where the application keeps its state, below the directory that is configured. */
  static Path of(Settings settings) {
    return settings.stateDir().resolve(settings.applicationId());
  }

  /** Whether what is there is soon restored from changelogs, in a second or two. */
  static boolean isSmall(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum()
          <= SMALL_BYTES;
    }
  }

  /**
   * Under exactly-once, stores that a process left open are restored from scratch as a rule. Kafka
   * Streams finds that out when it has the tasks, gives them up and joins its group again: 2 to 3 s
   * (4.4.0). Those that are large stay, in case that they are among the exceptions.
   */
  static void forgetIfSmall(Settings settings, KafkaStreams streams) throws StartException {
    Path directory = of(settings);
    try {
      if (isSmall(directory)) {
        streams.cleanUp();
      }
    } catch (StreamsException failed) {
      throw unusable(settings.stateDir(), failed);
    } catch (IOException | UncheckedIOException unreadable) {
      log.debug("the size of {} is not known", directory, unreadable);
    }
  }

  /** Kafka Streams throws this before its threads run for no other reason. */
  static StartException unusable(Path directory, StreamsException thrown) {
    String fault = fault(thrown);
    return new StartException(
        ExitStatus.STATE_UNUSABLE,
        explained(directory, fault == null ? String.valueOf(thrown.getMessage()) : fault),
        thrown);
  }

  /** For the operator. */
  static String explained(Path directory, String fault) {
    return "the state directory "
        + directory
        + " can't be used: "
        + fault
        + "; it may be full, damaged, not writable, or in use by another process. Its "
        + "content can be restored: make room, or delete it, and start again";
  }
}
