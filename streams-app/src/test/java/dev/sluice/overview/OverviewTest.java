package dev.sluice.overview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverviewTest {
  private static final long NOW = 1_800_000_002_000L;
  private static final long MIDDLE_OF_BUCKET_40 = 98;

  @Test
  void shouldAddUpWhatAllProcessesTellAndSayWhichIsMissing() {
    // Given
    List<Snapshot> told = List.of(Snapshots.of("one", NOW), Snapshots.of("two", NOW));
    var missing = List.of(new Overview.Missing("10.0.0.3:8080", "it does not answer"));

    // When
    ObjectNode overview = Overview.of(told, missing, NOW);

    // Then
    assertThat(overview.at("/now/in_flight").asLong()).isEqualTo(6);
    assertThat(overview.at("/series/total/admitted").asLong()).isEqualTo(8);
    assertThat(overview.at("/series/admitted/179").asLong()).isEqualTo(8);
    assertThat(overview.at("/series/p95_ms/179").asLong()).isEqualTo(MIDDLE_OF_BUCKET_40);
    assertThat(overview.at("/targets/0/answered").asLong()).isEqualTo(18);
    assertThat(overview.at("/targets").size()).isEqualTo(1);
    assertThat(overview.at("/failures/0/count").asLong()).isEqualTo(2);
    assertThat(overview.at("/spend/total/month_usd").asDouble()).isEqualTo(3.0);
    assertThat(overview.at("/spend/models/0/name").asText()).isEqualTo("openai/gpt-5");
    assertThat(overview.at("/limits/0/amount").asDouble()).isEqualTo(2.0);
    assertThat(overview.at("/missing/0/address").asText()).isEqualTo("10.0.0.3:8080");
  }

  @Test
  void shouldReadWhatAnotherProcessWrote() {
    // Given
    Snapshot told = Snapshots.of("one", NOW);

    // When
    Snapshot read = Snapshot.ofJson(told.toJson());

    // Then
    assertThat(read).isEqualTo(told);
  }

  @Test
  void shouldTakeWhatItDoesNotUnderstandForNoSnapshot() {
    // When
    Snapshot read = Snapshot.ofJson("[1]".getBytes(UTF_8));

    // Then
    assertThat(read).isNull();
  }

  @Test
  void shouldNameTheDearestAndAddUpTheRest() {
    // Given
    Map<String, Spend.Amount> all = new HashMap<>();
    for (int i = 1; i <= 5; i++) {
      all.put("tenant-" + i, new Spend.Amount(0, i * 100L, 10, 0));
    }

    // When
    Map<String, Spend.Amount> top = Spend.top(all, 2);

    // Then
    assertThat(top.keySet()).containsExactly("tenant-5", "tenant-4", Spend.OTHERS);
    assertThat(top).containsEntry(Spend.OTHERS, new Spend.Amount(0, 600, 30, 0));
  }

  @Test
  void shouldCountTheFullestLimitsFirst() {
    // Given
    Snapshot one = Snapshots.of("one", NOW);
    LimitBar full = new LimitBar("other", "tenant", "requests", "1m", 10, 8, 2, null);
    Snapshot two =
        new Snapshot(
            "two",
            NOW,
            NOW,
            List.of(),
            one.load(),
            List.of(),
            List.of(),
            List.of(full),
            false,
            one.spend(),
            List.of());

    // When
    JsonNode limits = Overview.of(List.of(one, two), List.of(), NOW).path("limits");

    // Then
    assertThat(limits.at("/0/tenant").asText()).isEqualTo("other");
    assertThat(limits.at("/1/tenant").asText()).isEqualTo("acme");
  }
}
