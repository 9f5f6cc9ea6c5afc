package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files below {@code src/test/resources} that hold what codecs make. With {@code -Dgolden=write}
 * they are written instead of compared, and their diff is what a reviewer reads.
 */
public final class GoldenFile {
  private static final Path ROOT = Path.of("src/test/resources");
  private static final boolean WRITES = "write".equals(System.getProperty("golden"));

  private GoldenFile() {}

  /** The names of the JSON files in that folder, without their ending. */
  public static List<String> names(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void check(String folder, String name, JsonNode actual) throws IOException {
    Path file = ROOT.resolve(folder).resolve(name + ".json");
    String text = actual.toPrettyString() + "\n";
    if (WRITES) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return;
    }
    assertThat(file).as("written by -Dgolden=write").exists();
    assertThat(text).as("%s, to be reviewed after -Dgolden=write", file).isEqualTo(read(file));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).replace("\r\n", "\n");
  }

  /** No file is left of a codec or fixture that is gone. */
  public static void checkNames(String folder, List<String> expected) throws IOException {
    if (WRITES) {
      Files.createDirectories(ROOT.resolve(folder));
      for (String name : names(folder)) {
        if (!expected.contains(name)) {
          Files.delete(ROOT.resolve(folder).resolve(name + ".json"));
        }
      }
      return;
    }
    assertThat(names(folder)).isEqualTo(expected.stream().sorted().toList());
  }
}
