package dev.sluice.schemas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The releases, and the schemas that each froze: of the topics' records and of the stores' rows. A
 * release's number is what rows begin with that are written with its schemas. Immutable; any
 * thread.
 */
public final class Releases {
  private static final String FOLDER = "released/";
  private static final Map<String, Integer> NUMBERS = numbers();

  private Releases() {}

  /** The names, oldest first. */
  public static List<String> names() {
    return List.copyOf(NUMBERS.keySet());
  }

  /**
   * From 1, greater for a newer one.
   *
   * @throws IllegalArgumentException if there is no such release
   */
  public static int number(String release) {
    Integer number = NUMBERS.get(release);
    if (number == null) {
      throw new IllegalArgumentException(
          "there is no release '" + release + "'; known are " + String.join(", ", names()));
    }
    return number;
  }

  /**
   * The whole schema of a record that is written by itself, with all that it embeds; empty where
   * the release had none of that name. Parsed at each call.
   *
   * @param name of the record, without its namespace
   */
  public static Optional<Schema> schema(String release, String name) {
    try (InputStream in =
        Releases.class.getResourceAsStream(FOLDER + release + "/" + name + ".avsc")) {
      return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
    } catch (IOException e) {
      throw new UncheckedIOException("the schemas of release " + release + " can't be read", e);
    }
  }

  /** Lines of a number and a name, as freezing writes them. */
  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    try (InputStream in = Releases.class.getResourceAsStream(FOLDER + "numbers")) {
      if (in == null) {
        throw new IllegalStateException("the list of releases is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 2);
        numbers.put(parts[1], Integer.valueOf(parts[0]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the list of releases can't be read", e);
    }
    return numbers;
  }
}
