package dev.sluice.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.store.v1.ClosedRow;
import dev.sluice.store.v1.JournalRow;
import dev.sluice.store.v1.ProviderBatchRow;
import dev.sluice.store.v1.WebhookRow;
import dev.sluice.v1.AnswerDeltas;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Command;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The records of the topics and the rows of the stores: as they are now, and as each release froze
 * them.
 */
final class Contract {
  static final Path RELEASED = Path.of("released");
  static final Path NUMBERS = RELEASED.resolve("numbers");

  /** What the other modules of this build read. */
  private static final Path COMPILED =
      Path.of("target", "classes", "dev", "sluice", "schemas", "released");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Comparator<Path> BY_VERSION =
      Comparator.comparing(Contract::major).thenComparing(Contract::minor);

  private Contract() {}

  /** All that a release freezes, as the registry gets it. */
  static List<Schema> current() {
    return Stream.concat(records().stream(), rows().stream()).toList();
  }

  /** The records of the topics. */
  static List<Schema> records() {
    return Stream.of(
            CompletionRequest.getClassSchema(),
            PollingEvent.getClassSchema(),
            CompletionResult.getClassSchema(),
            ErrorRecord.getClassSchema(),
            AttemptOutcome.getClassSchema(),
            Command.getClassSchema(),
            TenantPolicy.getClassSchema(),
            AnswerDeltas.getClassSchema(),
            BudgetEvent.getClassSchema())
        .map(Contract::withoutJava)
        .toList();
  }

  /** The rows of stores that are not also records of a topic. */
  static List<Schema> rows() {
    return Stream.of(
            JournalRow.getClassSchema(),
            ClosedRow.getClassSchema(),
            WebhookRow.getClassSchema(),
            ProviderBatchRow.getClassSchema())
        .map(Contract::withoutJava)
        .toList();
  }

  /** The directories of all releases, oldest first. */
  static List<Path> releases() {
    try (Stream<Path> directories = Files.list(RELEASED)) {
      return directories.filter(Files::isDirectory).sorted(BY_VERSION).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path file(Path release, Schema schema) {
    return release.resolve(schema.getName() + ".avsc");
  }

  static Schema read(Path file) {
    try {
      return new Schema.Parser().parse(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("the frozen copy " + file + " can't be read", e);
    }
  }

  /** Writes a release's copies; what is there already is never overwritten. */
  static void freeze(String version) {
    Path release = RELEASED.resolve(version);
    Path compiled = COMPILED.resolve(version);
    try {
      Files.createDirectory(release);
      Files.createDirectories(compiled);
      for (Schema schema : current()) {
        Files.writeString(file(release, schema), pretty(schema));
        Files.writeString(file(compiled, schema), pretty(schema));
      }
      number(version);
      Files.writeString(COMPILED.resolve("numbers"), Files.readString(NUMBERS));
    } catch (IOException e) {
      throw new UncheckedIOException("schemas/" + release + " is not to be written", e);
    }
  }

  /** A number that was given once is never given again. */
  private static void number(String version) throws IOException {
    List<String> lines = Files.readAllLines(NUMBERS);
    if (lines.stream().noneMatch(line -> line.endsWith(" " + version))) {
      String last = lines.get(lines.size() - 1);
      int next = Integer.parseInt(last.substring(0, last.indexOf(' '))) + 1;
      Files.writeString(NUMBERS, next + " " + version + "\n", StandardOpenOption.APPEND);
    }
  }

  static String pretty(Schema schema) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(JSON.readTree(schema.toString()))
        + "\n";
  }

  private static Schema withoutJava(Schema schema) {
    try {
      JsonNode json = JSON.readTree(schema.toString());
      json.findParents("avro.java.string")
          .forEach(node -> ((ObjectNode) node).remove("avro.java.string"));
      return new Schema.Parser().parse(JSON.writeValueAsString(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int major(Path release) {
    return part(release, 0);
  }

  private static int minor(Path release) {
    return part(release, 1);
  }

  private static int part(Path release, int index) {
    return Integer.parseInt(release.getFileName().toString().split("\\.", -1)[index]);
  }
}
