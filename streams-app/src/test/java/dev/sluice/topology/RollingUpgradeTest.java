package dev.sluice.topology;

import static dev.sluice.topology.RecoveryHarness.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Usage;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.FormerRelease;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A task goes between processes of the first and the second restart of an upgrade, whose rows are
 * of different formats.
 */
class RollingUpgradeTest {
  private static final Outcome ANSWER =
      new Outcome.Answered(Answer.text("a gate for water", Usage.of(10, 5)));
  private static final Set<String> OF_AVRO =
      Set.of(StoreNames.POLICIES, StoreNames.JOURNAL, StoreNames.PAYLOADS, StoreNames.CLOSED);

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher one = new TestDispatcher("owner-1");
  private final TestDispatcher other = new TestDispatcher("owner-2");

  /** Between which restarts' processes the task goes, and what the one that gets it writes. */
  private record Move(String name, RowFormats from, RowFormats to, byte written) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Move> moves() {
    RowFormats first = FormerRelease.upgradeFrom();
    RowFormats second = FormerRelease.newest();
    return List.of(
        new Move("first to first", first, first, FormerRelease.NUMBER),
        new Move("first to second", first, second, FormerRelease.NEWEST),
        new Move("second to first", second, first, FormerRelease.NUMBER));
  }

  @ParameterizedTest
  @MethodSource("moves")
  void shouldGoOnWithAllThatTheOtherProcessLeft(Move move) {
    // Given
    TestDispatcher gone = new TestDispatcher("owner-0");
    task.comesTo(gone, 1, move.from());
    task.policy(policy(3).build());
    task.publishes("ended");
    Attempt lost = gone.next();
    task.comesTo(one, 1, move.from());
    task.catchesUp();
    task.timePasses(LEASE);
    task.timePasses(LEASE);
    task.ends(one.next(), one.ownerId(), ANSWER);
    task.publishes("owned");
    Attempt owned = one.next();
    task.publishes("queued");

    // When
    task.comesTo(other, 2, move.to());
    task.catchesUp();
    Attempt queued = other.next();
    task.ends(owned, one.ownerId(), ANSWER);
    task.ends(queued, other.ownerId(), ANSWER);
    task.ends(lost, gone.ownerId(), ANSWER);
    task.publishes("one too many");

    // Then
    assertThat(queued.request()).isEqualTo(CallFixtures.request("queued", "chat"));
    assertThat(task.results())
        .extracting(CompletionResult::getRequestId)
        .containsExactly("ended", "owned", "queued");
    assertThat(task.polling())
        .filteredOn(event -> event.getKind() == PollingEventKind.LATE_USAGE)
        .extracting(PollingEvent::getRequestId)
        .containsExactly("ended");
    assertThat(task.errors())
        .extracting(error -> error.getRequestId() + " " + error.getFailure().getTypePath())
        .containsExactly("one too many [policy, rate_limited]");
  }

  @ParameterizedTest
  @MethodSource("moves")
  void shouldWriteItsOwnFormatWhicheverItReads(Move move) {
    // Given
    task.comesTo(one, 1, move.from());
    task.policy(policy(9).build());
    task.publishes("owned");
    task.publishes("queued");
    task.comesTo(other, 2, move.to());
    Map<String, String> before = task.rows();

    // When
    task.policy(policy(8).build());
    task.catchesUp();
    task.timePasses(LEASE);
    task.timePasses(LEASE);
    task.publishes("new");
    // the second attempt of the one that was owned: the first may still come back
    var unused = other.next();
    task.ends(other.next(), other.ownerId(), ANSWER);

    // Then
    Map<String, String> written = new TreeMap<>(task.rows());
    written.entrySet().removeAll(before.entrySet());
    written.keySet().removeIf(key -> !OF_AVRO.contains(storeOf(key)));
    assertThat(written.keySet())
        .extracting(RollingUpgradeTest::storeOf)
        .contains(OF_AVRO.toArray(String[]::new));
    assertThat(written.values()).allMatch(bytes -> bytes.startsWith("[" + move.written() + ", "));
  }

  @Test
  void shouldTakeARequestAsItWillBeStoredWhenTheOlderFormatLacksOneOfItsFields() {
    // Given
    task.comesTo(one, 1, FormerRelease.upgradeFrom());
    CompletionRequest published = request("r-1").setUser("ann").build();

    // When
    task.publishes(published);
    Request atFirst = one.next().request();
    task.comesTo(other, 1, FormerRelease.newest());
    task.catchesUp();
    task.timePasses(LEASE.multipliedBy(2));
    Request takenOver = other.next().request();

    // Then
    assertThat(atFirst.user()).isNull();
    assertThat(takenOver).isEqualTo(atFirst);
  }

  @Test
  void shouldRefuseAPolicyThatTheOlderFormatCannotHoldAndKeepTheOneBefore() {
    // Given
    task.comesTo(one, 5, FormerRelease.upgradeFrom());
    task.policy(policy(1).build());

    // When
    task.policy(policy(5).setLimits(List.of(limit(5).setMaxValues(2).build())).build());
    task.publishes("r-1");
    task.publishes("r-2");

    // Then
    assertThat(task.errors()).extracting(ErrorRecord::getRequestId).containsExactly(null, "r-2");
    assertThat(task.errors().get(0).getFailure().getMessage())
        .contains("the previous one stays in force")
        .contains("upgrade_from");
  }

  private static String storeOf(String key) {
    return key.substring(0, key.indexOf(' '));
  }

  private static CompletionRequest.Builder request(String id) {
    return CompletionRequest.newBuilder(RequestRecords.toRecord(CallFixtures.request(id, "chat")));
  }

  private static TenantPolicy.Builder policy(int requestsPerMinute) {
    return TenantPolicy.newBuilder()
        .setVersion(1)
        .setLimits(List.of(limit(requestsPerMinute).build()));
  }

  private static Limit.Builder limit(int amount) {
    return Limit.newBuilder()
        .setPer(List.of(LimitScope.TENANT))
        .setMetric(LimitMetric.REQUESTS)
        .setAmount(amount)
        .setWindow(LimitWindow.MINUTE);
  }
}
