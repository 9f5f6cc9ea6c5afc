package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the section Packages of docs/architecture.md to the arrows of {@link ArchitectureTest}. */
class ArchitecturePageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| .* \\| (.*) \\|$");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9.]+)`");

  /** A name that is a keyword of Mermaid has an underscore behind it. */
  private static final Pattern ARROW = Pattern.compile("(?m)^ +([a-z.]+)_? --> ([a-z.]+)_?$");

  private String section = "";

  @BeforeEach
  void read() throws IOException {
    String page = Files.readString(Path.of("../docs/architecture.md"));
    section = page.split("\n## Packages\n", -1)[1].split("\n## ", -1)[0];
  }

  @Test
  void shouldListEveryPackageWithAllThatItMayUse() {
    // Given
    Map<String, Set<String>> expected = new TreeMap<>(Arrows.BY_PACKAGE);
    expected.put(Arrows.EVERYTHING, Set.of());

    // When
    Map<String, Set<String>> listed = new TreeMap<>();
    for (MatchResult row : ROW.matcher(section).results().toList()) {
      listed.put(
          row.group(1),
          NAME.matcher(row.group(2))
              .results()
              .map(name -> name.group(1))
              .collect(Collectors.toSet()));
    }

    // Then
    assertThat(listed).isEqualTo(expected);
  }

  @Test
  void shouldDrawArrowsThatImplyTheSame() {
    // Given
    Map<String, Set<String>> drawn = drawn();
    Map<String, Set<String>> allowed = new TreeMap<>();
    Arrows.BY_PACKAGE.forEach((name, uses) -> allowed.put(name, packages(uses)));
    String everything = Arrows.EVERYTHING;
    allowed.put(everything, packages(drawn.getOrDefault(everything, Set.of())));

    // When
    Map<String, Set<String>> implied = reachable(drawn);

    // Then
    assertThat(implied).isEqualTo(reachable(allowed));
    assertThat(drawn)
        .allSatisfy((name, uses) -> assertThat(allowed.get(name)).as(name).containsAll(uses));
  }

  private Map<String, Set<String>> drawn() {
    Map<String, Set<String>> drawn = new TreeMap<>();
    Arrows.BY_PACKAGE.keySet().forEach(name -> drawn.put(name, new TreeSet<>()));
    for (MatchResult arrow : ARROW.matcher(section).results().toList()) {
      drawn.computeIfAbsent(arrow.group(1), name -> new TreeSet<>()).add(arrow.group(2));
    }
    return drawn;
  }

  /** Without the generated classes and the schemas, which are another module's. */
  private static Set<String> packages(Set<String> names) {
    return names.stream()
        .filter(name -> Arrows.BY_PACKAGE.containsKey(name) || name.equals(Arrows.EVERYTHING))
        .collect(Collectors.toSet());
  }

  private static Map<String, Set<String>> reachable(Map<String, Set<String>> arrows) {
    Map<String, Set<String>> all = new TreeMap<>();
    arrows.keySet().forEach(name -> all.put(name, reach(name, arrows)));
    return all;
  }

  private static Set<String> reach(String from, Map<String, Set<String>> arrows) {
    Set<String> seen = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(arrows.getOrDefault(from, Set.of()));
    while (!next.isEmpty()) {
      String name = next.pop();
      if (seen.add(name)) {
        next.addAll(arrows.getOrDefault(name, Set.of()));
      }
    }
    return seen;
  }
}
