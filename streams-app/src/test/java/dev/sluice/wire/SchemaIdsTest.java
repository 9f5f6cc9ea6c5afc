package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.avro.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaIdsTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration STEADY_GRACE = Duration.ofSeconds(1);
  private static final Duration TTL = Duration.ofSeconds(5);
  private static final int BAD = 1_000_000;
  private static final String TOPIC = "requests";

  private final FakeRegistry registry = new FakeRegistry();
  private final AtomicLong nanos = new AtomicLong(-3);
  private final SchemaIds ids =
      new SchemaIds(
          RegistryClient.over(registry),
          new RegistryWaits(Duration.ofSeconds(6), GRACE, TTL),
          nanos::get,
          ms -> passes(Duration.ofMillis(ms)));
  private Duration roundTrip = Duration.ofMillis(1);
  private int ours;
  private int theirs;

  @BeforeEach
  void registerSchemas() throws Exception {
    theirs = register("Theirs");
    ours = register("Ours");
    registry.fails(this::reply);
  }

  private int register(String name) throws Exception {
    return registry.register(
        "requests-value", new AvroSchema(SchemaBuilder.record(name).fields().endRecord()));
  }

  private static RestClientException missing() {
    return new RestClientException("Schema not found", 404, 40403);
  }

  private @Nullable Exception reply(int id) {
    passes(roundTrip);
    return id >= BAD ? missing() : null;
  }

  /** It answers as one that is still reading its topic. */
  private void replaying(BooleanSupplier still) {
    registry.fails(id -> still.getAsBoolean() ? missing() : reply(id));
  }

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private boolean isSettled(int id) {
    return ids.isSettled(TOPIC, id, true);
  }

  /** Works as the look-ahead's thread does, while a record waits for the schema. */
  private Duration settle(int id) {
    long start = nanos.get();
    while (!isSettled(id)) {
      long next = ids.step();
      if (isSettled(id)) {
        break;
      }
      passes(Duration.ofNanos(Math.max(0, next)));
      assertThat(Duration.ofNanos(nanos.get() - start)).isLessThan(Duration.ofMinutes(10));
    }
    return Duration.ofNanos(nanos.get() - start);
  }

  private void watchFor(Duration time) {
    long until = nanos.get() + time.toNanos();
    while (nanos.get() - until < 0) {
      long next = ids.step();
      passes(next == SchemaLookUps.IDLE ? time : Duration.ofNanos(Math.max(1, next)));
    }
  }

  private boolean isMissing(int id) {
    return isSettled(id) && !ids.isKnown(TOPIC, id);
  }

  @Test
  void shouldKnowASchemaAtOnceWhenTheRegistryHasIt() {
    // When
    Duration taken = settle(ours);

    // Then
    assertThat(ids.isKnown(TOPIC, ours)).isTrue();
    assertThat(taken).isEqualTo(roundTrip);
    assertThat(ids.step()).isEqualTo(SchemaLookUps.IDLE);
  }

  @Test
  void shouldBelieveThatASchemaIsMissingWhenTheRegistrySaysSoForTheWholeGracePeriod() {
    // Given
    settle(ours);

    // When
    Duration taken = settle(BAD);

    // Then
    assertThat(isMissing(BAD)).isTrue();
    assertThat(taken).isBetween(GRACE, GRACE.plusSeconds(1));
    assertThat(registry.looks(BAD)).isBetween(3, 8);
  }

  @Test
  void shouldFindTheSchemaWhenARegistryThatHasJustStartedComesToIt() {
    // Given
    long start = nanos.get();
    replaying(() -> nanos.get() - start < GRACE.toNanos() - 1);

    // When
    settle(theirs);

    // Then
    assertThat(ids.isKnown(TOPIC, theirs)).isTrue();
  }

  @Test
  void shouldNotBelieveARegistryThatLacksASchemaThatItHad() {
    // Given
    settle(ours);
    long start = nanos.get();
    // longer than the grace period
    replaying(() -> nanos.get() - start < 4 * GRACE.toNanos());

    // When
    settle(theirs);

    // Then
    assertThat(ids.isKnown(TOPIC, theirs)).isTrue();
  }

  @Test
  void shouldBelieveItInTheEndWhenTheSchemaThatItHadIsDeleted() {
    // Given
    settle(ours);
    registry.fails(missing());

    // When
    Duration taken = settle(BAD);

    // Then
    assertThat(isMissing(BAD)).isTrue();
    assertThat(taken).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  @Test
  void shouldStartTheGracePeriodAnewWhenTheRegistryWasAway() {
    // Given
    settle(ours);
    isSettled(BAD);
    watchFor(GRACE.minusSeconds(1));
    registry.fails(new ConnectException("refused"));
    watchFor(Duration.ofSeconds(2));
    registry.fails(this::reply);

    // When
    Duration taken = settle(BAD);

    // Then
    assertThat(taken).isGreaterThanOrEqualTo(GRACE);
  }

  @Test
  void shouldLookUpAHandfulOfTimesWhenAThousandRecordsHaveOneIdThatIsMissing() {
    // Given
    settle(ours);

    // When
    for (int i = 0; i < 1_000; i++) {
      settle(BAD);
    }

    // Then
    assertThat(registry.looks(BAD)).isLessThan(10);
  }

  @Test
  void shouldShareTheGracePeriodWhenThereAreManyIdsThatAreMissing() {
    // Given
    settle(ours);
    List<Integer> bad = IntStream.range(0, 1_000).mapToObj(i -> BAD + i % 200).toList();
    int before = registry.questions();

    // When
    bad.forEach(id -> ids.isSettled(TOPIC, id, false));
    long start = nanos.get();
    bad.forEach(this::settle);

    // Then
    assertThat(Duration.ofNanos(nanos.get() - start)).isLessThan(GRACE.plusSeconds(2));
    assertThat(registry.questions() - before).isLessThan(600);
  }

  @Test
  void shouldBoundTheDelayWhenEveryRecordHasAnotherIdThatIsMissing() {
    // Given
    settle(ours);
    roundTrip = Duration.ofMillis(20);
    List<Integer> bad = IntStream.range(BAD, BAD + 1_000).boxed().toList();

    // When
    bad.forEach(id -> ids.isSettled(TOPIC, id, false));
    long start = nanos.get();
    bad.forEach(this::settle);

    // Then: the grace period, and hardly more than one look-up each
    assertThat(Duration.ofNanos(nanos.get() - start))
        .isLessThan(GRACE.plus(roundTrip.multipliedBy(1_500)));
  }

  @Test
  void shouldDoubtAnIdForLessWhenTheRegistryIsSteady() {
    // Given
    settle(ours);
    settle(BAD);
    watchFor(GRACE.multipliedBy(4));

    // When
    Duration taken = settle(BAD + 1);

    // Then
    assertThat(isMissing(BAD + 1)).isTrue();
    assertThat(taken).isBetween(STEADY_GRACE, STEADY_GRACE.plusSeconds(1));
  }

  @Test
  void shouldFindTheSchemaOfAFollowerThatLagsWhenTheRegistryIsSteady() {
    // Given
    settle(ours);
    settle(BAD);
    long start = nanos.get();
    registry.fails(
        id ->
            id == theirs && nanos.get() - start < STEADY_GRACE.toNanos() - 1
                ? missing()
                : reply(id));

    // When
    settle(theirs);

    // Then
    assertThat(ids.isKnown(TOPIC, theirs)).isTrue();
  }

  @Test
  void shouldAskNothingWhenNoIdWasMissingForAWhile() {
    // Given
    settle(ours);
    settle(BAD);
    watchFor(GRACE.multipliedBy(7));
    int before = registry.questions();

    // When
    watchFor(Duration.ofHours(1));

    // Then
    assertThat(registry.questions()).isEqualTo(before);
  }

  @Test
  void shouldConfirmWithOneLookUpWhenItDoesNotRememberAnyMoreThatAnIdIsMissing() {
    // Given
    settle(ours);
    settle(BAD);
    passes(Duration.ofMinutes(5));
    int before = registry.looks(BAD);

    // When
    Duration taken = settle(BAD);

    // Then
    assertThat(registry.looks(BAD)).isEqualTo(before + 1);
    assertThat(taken).isLessThan(Duration.ofMillis(10));
  }

  @Test
  void shouldFindASchemaThatWasMissingWhenItIsRegisteredLater() {
    // Given
    settle(ours);
    registry.fails(id -> id == theirs ? missing() : reply(id));
    settle(theirs);
    registry.fails(this::reply);
    passes(TTL.plusMillis(1));

    // When
    settle(theirs);

    // Then
    assertThat(ids.isKnown(TOPIC, theirs)).isTrue();
  }

  @Test
  void shouldDoubtAnIdForTheWholeGracePeriodAgainWhenTheRegistryWasAwaySince() {
    // Given
    settle(ours);
    settle(BAD);
    registry.fails(new ConnectException("refused"));
    watchFor(Duration.ofSeconds(6));
    registry.fails(this::reply);

    // When
    Duration taken = settle(BAD);

    // Then
    assertThat(taken).isGreaterThanOrEqualTo(GRACE);
  }

  @Test
  void shouldLookUpWhatARecordWaitsForBeforeAllThatIsBehindOthers() {
    // Given
    settle(ours);
    IntStream.range(BAD, BAD + 1_000).forEach(id -> ids.isSettled(TOPIC, id, false));
    int before = registry.questions();

    // When
    settle(theirs);

    // Then
    assertThat(registry.questions() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void shouldGoOnWithOthersWhenTheRegistryFailsForOneSchema() {
    // Given
    settle(ours);
    registry.fails(
        id -> id == theirs ? new RestClientException("can't be parsed", 500, 50001) : reply(id));
    isSettled(theirs);

    // When
    settle(BAD);

    // Then
    assertThat(isMissing(BAD)).isTrue();
    assertThat(isSettled(theirs)).isFalse();
  }

  @Test
  void shouldNotAskForEachRecordWhenTheSchemaIsNoAvroSchema() {
    // Given
    registry.fails(new IOException("Invalid schema message X {} of type PROTOBUF"));

    // When
    for (int i = 0; i < 1_000; i++) {
      settle(theirs);
    }

    // Then
    assertThat(isMissing(theirs)).isTrue();
    assertThat(registry.looks(theirs)).isOne();
  }

  @Test
  void shouldHoldABoundedNumberOfIdsInDoubt() {
    // When
    IntStream.range(BAD, BAD + 50_000).forEach(this::isSettled);

    // Then
    assertThat(ids.inDoubt()).isEqualTo(10_000);
  }
}
