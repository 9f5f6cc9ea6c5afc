package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds docs/metrics.md to the code, and dashboard and rules to it. */
class MetricsPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| .* \\|$");

  /** The call that makes a meter, up to its registration. */
  private static final Pattern METER =
      Pattern.compile(
          "(FunctionCounter\\.builder|Counter\\.builder|\\.counter|Gauge\\.builder|\\.gauge"
              + "|Timer\\.builder|DistributionSummary\\.builder)\\(\\s*"
              + "\"((?:sluice|gen_ai)\\.[a-z_.]+)\"(.*?);",
          Pattern.DOTALL);

  private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"(\\w+)\"\\)");
  private static final Pattern USED = Pattern.compile("\\b(sluice_\\w+|gen_ai_\\w+)");

  /** Labels that look like metrics. */
  private static final Set<String> LABELS = Set.of("gen_ai_token_type");

  private static Map<String, String> documented() throws IOException {
    Map<String, String> kinds = new TreeMap<>();
    for (MatchResult row :
        ROW.matcher(Files.readString(Path.of("../docs/metrics.md"))).results().toList()) {
      assertThat(kinds.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
    }
    return kinds;
  }

  private static Map<String, String> made() throws IOException {
    Map<String, String> kinds = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        for (MatchResult meter : METER.matcher(Files.readString(file)).results().toList()) {
          kinds.put(name(meter), kind(meter));
        }
      }
    }
    return kinds;
  }

  /** As Prometheus has it. */
  private static String name(MatchResult meter) {
    String name = meter.group(2).replace('.', '_');
    String how = meter.group(1);
    String unit =
        how.startsWith("Timer")
            ? "_seconds"
            : UNIT.matcher(meter.group(3))
                .results()
                .map(found -> "_" + found.group(1))
                .findFirst()
                .orElse("");
    return name + unit + (kind(meter).equals("counter") ? "_total" : "");
  }

  private static String kind(MatchResult meter) {
    String how = meter.group(1);
    if (how.toLowerCase(Locale.ROOT).contains("counter")) {
      return "counter";
    }
    if (how.toLowerCase(Locale.ROOT).contains("gauge")) {
      return "gauge";
    }
    return meter.group(3).contains(".serviceLevelObjectives(") ? "histogram" : "summary";
  }

  private static List<String> queries(String file) throws IOException {
    JsonNode root =
        (file.endsWith(".json") ? new ObjectMapper() : new YAMLMapper())
            .readTree(Path.of("../monitoring", file).toFile());
    return root.findValuesAsText("expr");
  }

  @Test
  void shouldDocumentEveryMetricAndNoOther() throws IOException {
    // When
    Map<String, String> documented = documented();

    // Then
    assertThat(documented).hasSizeGreaterThan(50).isEqualTo(made());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grafana-dashboard.json", "alerts.yml"})
  void shouldAskOnlyForMetricsThatThereAre(String file) throws IOException {
    // Given
    Map<String, String> documented = documented();
    Set<String> series = new TreeSet<>(LABELS);
    documented.forEach(
        (name, kind) -> {
          if (kind.equals("counter") || kind.equals("gauge")) {
            series.add(name);
          } else {
            series.add(name + "_count");
            series.add(name + "_sum");
            series.add(name + "_max");
          }
          if (kind.equals("histogram")) {
            series.add(name + "_bucket");
          }
        });

    // When
    List<String> used =
        queries(file).stream()
            .flatMap(query -> USED.matcher(query).results())
            .map(MatchResult::group)
            .toList();

    // Then
    assertThat(used).hasSizeGreaterThan(10).isSubsetOf(series);
  }
}
