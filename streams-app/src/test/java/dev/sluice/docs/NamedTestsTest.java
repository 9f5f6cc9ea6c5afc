package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name the tests that show what they promise; a renamed test must not break that. */
class NamedTestsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT))(?:\\.(\\w+))?`");

  @Test
  void shouldNameOnlyTestsThatExist() throws IOException {
    // Given
    Map<String, String> sources = testSources();

    // When
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      for (MatchResult test : NAMED.matcher(Files.readString(document)).results().toList()) {
        named++;
        String source = sources.get(test.group(1));
        String method = test.group(2);
        if (source == null || (method != null && !source.contains("void " + method + "("))) {
          missing.add(document.getFileName() + ": " + test.group());
        }
      }
    }

    // Then
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(10);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(ROOT::resolve),
              docs.filter(path -> path.toString().endsWith(".md")))
          .toList();
    }
  }

  private static boolean isTest(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith("Test.java") || name.endsWith("IT.java");
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("schemas", "local-cluster", "streams-app")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(NamedTestsTest::isTest).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.put(name, Files.readString(file));
        }
      }
    }
    return sources;
  }
}
