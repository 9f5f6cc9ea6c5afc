package dev.sluice.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/scaling.md to the model. */
class ScalingPageTest {
  private static final List<Long> RATES = List.of(100L, 1_000L, 10_000L, 30_000L, 100_000L);
  private static final List<Long> TENANTS = List.of(1_000L, 100_000L, 1_000_000L, 10_000_000L);
  private static final List<Integer> HOURS = List.of(2, 6, 48);

  @Test
  void shouldHaveTheFiguresOfTheModel() throws IOException {
    // Given
    String page = Files.readString(Path.of("../docs/scaling.md"));

    // When
    Map<String, Capacity> rates = new LinkedHashMap<>();
    RATES.forEach(
        rate ->
            rates.put(Figures.whole(rate) + " requests/s", Capacity.of(Demand.of(rate, 10_000))));
    Map<String, Capacity> tenants = new LinkedHashMap<>();
    TENANTS.forEach(
        count ->
            tenants.put(Figures.whole(count) + " tenants", Capacity.of(Demand.of(10_000, count))));
    Map<String, Capacity> hours = new LinkedHashMap<>();
    HOURS.forEach(
        retention ->
            hours.put(
                retention + " h",
                Capacity.of(
                    Demand.of(100_000, 10_000).withViewRetention(Duration.ofHours(retention)))));
    List<String> tables =
        List.of(
            table("", rates, List.of()),
            table("", tenants, List.of("live heap, each gateway")),
            table(
                "`view.retention`",
                hours,
                List.of(
                    "topics on disk, all brokers",
                    "state on disk, each gateway",
                    "restoring all of a gateway's state")));

    // Then
    Files.writeString(Path.of("target", "scaling.md"), String.join("\n", tables));
    assertThat(tables)
        .allSatisfy(
            table ->
                assertThat(page)
                    .as("docs/scaling.md; target/scaling.md has the right tables")
                    .contains("\n\n" + table + "\n"));
  }

  /**
   * @param rows empty for all
   */
  private static String table(String title, Map<String, Capacity> columns, List<String> rows) {
    Map<String, StringBuilder> lines = new LinkedHashMap<>();
    columns
        .values()
        .forEach(
            capacity ->
                Figures.of(capacity)
                    .forEach(
                        (of, figure) ->
                            lines
                                .computeIfAbsent(of, name -> new StringBuilder("| " + name + " |"))
                                .append(' ')
                                .append(figure)
                                .append(" |")));
    if (!rows.isEmpty()) {
      lines.keySet().retainAll(rows);
    }
    return "| %s | %s |\n| --- |%s\n%s\n"
        .formatted(
            title,
            String.join(" | ", columns.keySet()),
            " ---: |".repeat(columns.size()),
            String.join("\n", lines.values()));
  }
}
