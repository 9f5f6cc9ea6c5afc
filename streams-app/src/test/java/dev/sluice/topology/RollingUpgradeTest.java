package dev.sluice.topology;

import static dev.sluice.topology.RecoveryHarness.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.google.common.collect.MoreCollectors;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Usage;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Guardrail;
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
  private final TestDispatcher one = new TestDispatcher("epoch-1");
  private final TestDispatcher other = new TestDispatcher("epoch-2");

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
    task.comesTo(one, 1, move.from());
    task.policy(policy(3).build());
    task.publishes("ended");
    Attempt ended = one.next();
    task.ends(ended, one.epoch(), ANSWER);
    task.publishes("owned");
    Attempt owned = one.next();
    task.publishes("queued");

    // When
    task.comesTo(other, 2, move.to());
    task.catchesUp();
    Attempt queued = other.next();
    task.ends(owned, one.epoch(), ANSWER);
    task.ends(queued, other.epoch(), ANSWER);
    task.ends(late(ended), one.epoch(), ANSWER);
    task.publishes("owned");
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
    assertThat(task.polling())
        .filteredOn(PollingEvent::getRepeat)
        .extracting(PollingEvent::getRequestId)
        .containsExactly("owned");
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
    task.ends(other.next(), other.epoch(), ANSWER);

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
  void shouldCountOnInRowsOfLimitsThatEachProcessWritesForTheOthers() {
    // Given
    task.comesTo(one, 5, RowFormats.newest());
    task.policy(policy(3).build());
    task.publishes("r-1");
    String newest = limits();

    // When
    task.comesTo(other, 5, RowFormats.of("1.0"));
    task.publishes("r-2");
    String former = limits();
    task.comesTo(one, 5, RowFormats.newest());
    task.publishes("r-3");
    task.publishes("one too many");

    // Then
    assertThat(newest).startsWith("[3, ");
    assertThat(former).startsWith("[1, ");
    assertThat(limits()).startsWith("[3, ");
    assertThat(task.errors()).extracting(ErrorRecord::getRequestId).containsExactly("one too many");
  }

  @Test
  void shouldSettleACancelledCallAtOnceWhenTheOlderReleaseKnowsNoOther() {
    // Given
    task.comesTo(one, 1, FormerRelease.upgradeFrom());
    task.publishes("r-1");
    Attempt attempt = one.next();

    // When
    task.commands(CommandKind.CANCEL, attempt.pollingId());

    // Then
    assertThat(task.errors()).hasSize(1);
    assertThat(one.cancelled).containsExactly(attempt.attemptId());
    assertThat(task.stores().keyValues(StoreNames.JOURNAL).approximateNumEntries()).isZero();
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
  void shouldKnowARequestAgainThatWasRememberedInTheOlderFormat() {
    // Given
    CompletionRequest published = request("r-1").setUser("ann").build();
    task.comesTo(one, 1, FormerRelease.upgradeFrom());
    task.publishes(published);
    task.comesTo(other, 1, FormerRelease.newest());

    // When
    task.publishes(published);
    task.publishes(request("r-1").setUser("ann").setExtraBody("{\"tools\":[]}").build());

    // Then
    assertThat(task.polling()).extracting(PollingEvent::getRepeat).containsExactly(false, true);
    assertThat(task.errors())
        .extracting(error -> Iterables.getLast(error.getFailure().getTypePath()))
        .containsExactly("duplicate_request");
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
        .contains("the one before stays")
        .contains("upgrade_from");
  }

  @Test
  void shouldRefuseGuardrailsThatAnOlderProcessWouldStoreAndNotCheck() {
    // Given
    task.comesTo(one, 5, FormerRelease.upgradeFrom());
    Guardrail size =
        Guardrail.newBuilder()
            .setName("size")
            .setKind("max_size")
            .setSettings("{\"characters\": 1}")
            .build();

    // When
    task.policy(policy(5).setGuardrails(List.of(size)).build());
    task.comesTo(one, 5, FormerRelease.newest());
    task.policy(policy(5).setGuardrails(List.of(size)).build());
    task.publishes("r-1");

    // Then
    assertThat(task.errors()).extracting(ErrorRecord::getRequestId).containsExactly(null, "r-1");
    assertThat(task.errors().get(0).getFailure().getMessage()).contains("upgrade_from");
    assertThat(task.errors().get(1).getFailure().getTypePath()).contains("guardrail_blocked");
  }

  @Test
  void shouldRefuseWebhooksWhileAnOlderProcessWouldSendNone() {
    // Given
    task.comesTo(one, 5, RowFormats.of("1.1"));
    TenantPolicy wanted =
        policy(5).setWebhookUrl("https://a.example").setWebhookSecretId("main").build();

    // When
    task.policy(wanted);
    task.comesTo(one, 5, RowFormats.newest());
    task.policy(wanted);

    // Then
    assertThat(task.errors()).hasSize(1);
    assertThat(task.errors().get(0).getFailure().getMessage()).contains("upgrade_from");
  }

  @Test
  void shouldNotRetryWhenTheOlderFormatDoesNotHoldHowOften() {
    // Given
    task.comesTo(one, 1, RowFormats.of("1.0"));
    task.publishesFor("patient", "r-1");

    // When
    task.ends(one.next(), one.epoch(), new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(task.errors()).hasSize(1);
    assertThat(task.errors().get(0).getAttempts()).hasSize(1);
    task.comesTo(one, 1, RowFormats.newest());
    task.publishesFor("patient", "r-2");
    task.ends(one.next(), one.epoch(), new Outcome.Failed(CallFixtures.serverError()));
    assertThat(task.errors()).hasSize(1);
  }

  @Test
  void shouldNotTakeASpecialListForTheGeneralOneWhenTheOlderFormatHoldsNoLists() {
    // Given
    task.comesTo(one, 1, RowFormats.of("1.0"));
    task.publishesFor("short", "r-1");
    Attempt first = one.next();
    task.comesTo(other, 1, RowFormats.of("1.0"));

    // When
    task.ends(first, one.epoch(), new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(task.errors()).hasSize(1);
    assertThat(other.isIdle()).isTrue();
  }

  @Test
  void shouldTryTheOtherCredentialThoughTheOlderFormatDoesNotHoldTheTries() {
    // Given
    task.comesTo(one, 1, RowFormats.of("1.0"));
    task.publishesFor("single", "r-1");
    task.publishes("globex", "r-2");
    Attempt first = one.next();

    // When
    task.ends(first, one.epoch(), new Outcome.Failed(CallFixtures.quotaExhausted(), true));
    task.comesTo(other, 2, RowFormats.of("1.0"));
    task.catchesUp();
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(List.of(other.next(), other.next()))
        .extracting(attempt -> attempt.target().name())
        .contains("only");
  }

  private String limits() {
    return task.rows().entrySet().stream()
        .filter(row -> storeOf(row.getKey()).equals(StoreNames.LIMITS))
        .map(Map.Entry::getValue)
        .collect(MoreCollectors.onlyElement());
  }

  private static String storeOf(String key) {
    return key.substring(0, key.indexOf(' '));
  }

  private static Attempt late(Attempt ended) {
    return new Attempt(
        "att_late",
        ended.pollingId(),
        ended.tenant(),
        ended.partition(),
        2,
        ended.target(),
        ended.sampling(),
        ended.request(),
        ended.deadline(),
        null,
        ended.payloadSize());
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
