package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.RowFormats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewWriterTest {
  private static final String POLLING = "sluice.polling";
  private static final String RESULTS = "sluice.results";
  private static final String ERRORS = "sluice.errors";
  private static final String ID = "resp_1";
  private static final Instant NOW = Events.ENDED_AT;

  private final RecentActivity activity = new RecentActivity(() -> NOW);
  private final RecentAdmissionResults decisions =
      new RecentAdmissionResults("sluice.requests", Runnable::run);
  private final RowWatchers watchers = new RowWatchers();
  private final HeldTransaction transaction = new HeldTransaction();
  private final AtomicInteger pauses = new AtomicInteger();
  private TopologyTestDriver driver;
  private final Map<String, TestInputTopic<String, SpecificRecord>> topics = new HashMap<>();

  /**
   * Writes the rows of events that come from elsewhere, as the gateway's processor does its own.
   */
  private final class Writes extends ContextualProcessor<String, SpecificRecord, Void, Void> {
    private @Nullable ViewWriter writer;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      ViewListener all = ViewListener.both(activity, ViewListener.both(decisions, watchers));
      writer = new ViewWriter(context, RowFormats.newest(), all, transaction);
      all.opened(context.taskId().partition());
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
      Objects.requireNonNull(writer).written(record.value(), Events.NO_WIRE);
    }
  }

  @BeforeEach
  void start(@TempDir Path stateDir) {
    Topology topology =
        new Topology()
            .addSource(
                "events",
                new StringDeserializer(),
                new EventSerde().deserializer(),
                POLLING,
                RESULTS,
                ERRORS)
            .addProcessor("writes", Writes::new, "events")
            .addStateStore(ViewStore.builder(Duration.ofHours(2), transaction), "writes");
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "view-test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    driver = new TopologyTestDriver(topology, settings, NOW);
    for (String topic : List.of(POLLING, RESULTS, ERRORS)) {
      topics.put(
          topic,
          driver.createInputTopic(
              topic, new StringSerializer(), new EventSerde().serializer(), NOW, Duration.ZERO));
    }
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private void writes(SpecificRecord event) {
    String topic =
        event instanceof PollingEvent
            ? POLLING
            : event instanceof CompletionResult ? RESULTS : ERRORS;
    Objects.requireNonNull(topics.get(topic)).pipeInput(Events.TENANT, event);
  }

  private void commits(SpecificRecord... events) {
    Stream.of(events).forEach(this::writes);
    transaction.commit();
  }

  private static PollingEvent accepted() {
    return Events.accepted(ID).build();
  }

  private static CompletionResult result() {
    return Events.result(ID, Events.text("hello")).build();
  }

  @Test
  void shouldSayUnknownWhileTheTransactionThatAcceptsTheRequestIsOpen() {
    // When
    writes(accepted());

    // Then
    assertThat(queries(true).find(id())).isEqualTo(new Lookup.Uncommitted());
    assertThat(activity.now()).returns(0L, Activity::accepted);
    assertThat(decisions.of(0, 1, Duration.ofMinutes(1))).isNotDone();
  }

  @Test
  void shouldShowTheCallAsItWasWhileTheTransactionThatEndsItIsOpen() {
    // Given
    commits(accepted());

    // When
    writes(result());

    // Then
    assertThat(queries(true).find(id()))
        .hasToString(new Lookup.Found(new ViewRow.Pending(accepted())).toString());
    assertThat(activity.now()).returns(0L, Activity::completed);
  }

  @Test
  void shouldShowTheEndToThoseWhoAreWokenByItsCommit() {
    // Given
    commits(accepted());
    List<String> seen = new ArrayList<>();
    watchers.watch(id(), () -> seen.add(queries(true).find(id()).toString()));

    // When
    writes(result());
    assertThat(seen).isEmpty();
    transaction.commit();

    // Then
    assertThat(seen).containsExactly(new Lookup.Found(new ViewRow.Completed(result())).toString());
  }

  @Test
  void shouldShowTheRowOfAnEarlierReportWhenTheTransactionBeganWithoutRows() {
    // Given
    List<String> seen = new ArrayList<>();
    watchers.watch(id(), () -> seen.add(queries(true).find(id()).toString()));

    // When
    commits(Events.rejected().build(), accepted());

    // Then
    assertThat(seen).containsExactly(new Lookup.Found(new ViewRow.Pending(accepted())).toString());
  }

  @Test
  void shouldTellNobodyOfWhatWasAbortedAndOnceWhenItIsDoneAgain() {
    // Given
    writes(accepted());
    writes(Events.rejected().build());
    transaction.abort();

    // When
    commits(accepted(), Events.rejected().build());

    // Then
    assertThat(activity.now())
        .returns(1L, Activity::accepted)
        .returns(1L, Activity::rejected)
        .returns(1L, Activity::inFlight);
  }

  @Test
  void shouldShowTheNewestStatusWhenTheCallHasNotEnded() {
    // When
    PollingEvent newest = Events.status(ID, CallStatus.IN_PROGRESS, 4).build();
    commits(accepted(), Events.status(ID, CallStatus.QUEUED, 2).build(), newest);

    // Then
    assertThat(queries(true).find(id()))
        .hasToString(new Lookup.Found(new ViewRow.Pending(newest)).toString());
  }

  @Test
  void shouldKeepWhatIsKnownWhenARepetitionArrives() {
    // When
    PollingEvent status = Events.status(ID, CallStatus.IN_PROGRESS, 5).build();
    PollingEvent repeat =
        Events.polling(ID, PollingEventKind.ACCEPTED, CallStatus.QUEUED, 8).setRepeat(true).build();
    commits(accepted(), status, repeat);

    // Then
    assertThat(queries(true).find(id()))
        .hasToString(new Lookup.Found(new ViewRow.Pending(status)).toString());
    assertThat(decisions.of(0, 8, Duration.ofMinutes(1)))
        .isCompletedWithValueMatching(Optional::isPresent);
  }

  @Test
  void shouldShowARepetitionWhenNothingElseIsKnown() {
    // When
    commits(Events.accepted(ID).setRepeat(true).build());

    // Then
    assertThat(queries(true).find(id()))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.row()).isInstanceOf(ViewRow.Pending.class));
  }

  @Test
  void shouldKeepTheEndWhenLateUsageIsBilled() {
    // When
    commits(
        accepted(),
        result(),
        Events.polling(ID, PollingEventKind.LATE_USAGE, CallStatus.ENDED, 20).build());

    // Then
    assertThat(queries(true).find(id()))
        .hasToString(new Lookup.Found(new ViewRow.Completed(result())).toString());
  }

  @Test
  void shouldKeepNothingButTheMarkerWhenTheRequestIsDeleted() {
    // When
    commits(Events.result(ID, Events.text("secret")).build(), Events.deleted(ID, 30).build());

    // Then
    assertThat(queries(true).find(id())).isEqualTo(new Lookup.Found(new ViewRow.Deleted()));
  }

  @Test
  void shouldSayAbsentWhenTheActiveReplicaHasNoRow() {
    // When
    Lookup lookup = queries(true).find(id());

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Absent());
  }

  @Test
  void shouldSayUnknownWhenNoReplicaIsActive() {
    // Given
    commits(accepted());

    // When
    Lookup lookup = queries(false).find(id());

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Unknown("NOT_ACTIVE"));
    assertThat(pauses).hasValue(3);
  }

  @Test
  void shouldServeATerminalRowWhenTheReplicaIsAStandby() {
    // Given
    commits(Events.failed(ID, FailureType.TIMEOUT).build());

    // When
    Lookup lookup = queries(false).find(id());

    // Then
    assertThat(lookup)
        .hasToString(
            new Lookup.Found(new ViewRow.Failed(Events.failed(ID, FailureType.TIMEOUT).build()))
                .toString());
    assertThat(pauses).hasValue(0);
  }

  @Test
  void shouldShowRequestsFromBeforeAndAfterAJumpOfTheBrokersClockAndThoseOfTheJump() {
    // Given
    Instant ahead = Events.ACCEPTED_AT.plus(Duration.ofDays(365));
    CompletionResult result =
        Events.result("resp_ahead", Events.text("hello")).setAcceptedAt(ahead).build();
    commits(Events.accepted("resp_before").build());

    // When
    commits(result);
    driver.advanceWallClockTime(Duration.ofMinutes(10));
    commits(Events.accepted("resp_ahead").setAcceptedAt(ahead).setRepeat(true).build());
    commits(Events.accepted(ID).build());

    // Then
    assertThat(queries(true).find(id())).isInstanceOf(Lookup.Found.class);
    assertThat(queries(true).find(new PollingId("resp_before", 0, Events.ACCEPTED_AT, 1)))
        .isInstanceOf(Lookup.Found.class);
    assertThat(queries(true).find(new PollingId("resp_ahead", 0, ahead, 1)))
        .hasToString(new Lookup.Found(new ViewRow.Completed(result)).toString());
  }

  @Test
  void shouldKeepOneRowOfARequestOfTheJumpWhenItsTimeHasCome() {
    // Given
    Instant ahead = Events.ACCEPTED_AT.plus(Duration.ofMinutes(30));
    commits(Events.accepted(ID).setAcceptedAt(ahead).build());

    // When
    driver.advanceWallClockTime(Duration.ofMinutes(40));
    commits(
        Events.status(ID, CallStatus.IN_PROGRESS, 4).setAcceptedAt(ahead).build(),
        Events.result(ID, Events.text("hello")).setAcceptedAt(ahead).build(),
        Events.accepted(ID).setAcceptedAt(ahead).setRepeat(true).build());

    // Then
    assertThat(queries(true).find(new PollingId(ID, 0, ahead, 1)))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.row()).isInstanceOf(ViewRow.Completed.class));
  }

  @Test
  void shouldCountWhatBecameOfRequests() {
    // When
    commits(
        accepted(),
        Events.accepted("resp_2").build(),
        Events.accepted("resp_2").setRepeat(true).build(),
        Events.accepted("resp_3").build(),
        Events.rejected().build(),
        Events.failed("resp_2", FailureType.CANCELLED).build(),
        result());

    // Then
    Activity now = activity.now();
    assertThat(now)
        .returns(3L, Activity::accepted)
        .returns(1L, Activity::rejected)
        .returns(1L, Activity::completed)
        .returns(1L, Activity::failed)
        .returns(1L, Activity::inFlight);
    assertThat(now.recent())
        .extracting(RecentCall::state)
        .containsExactly("rejected", "queued", "cancelled", "completed");
    assertThat(now.recent().get(3))
        .isEqualTo(
            new RecentCall(
                ID,
                Events.ACCEPTED_AT,
                Events.TENANT,
                "chat",
                "completed",
                "second",
                2,
                2500L,
                null));
  }

  /** As {@code KafkaStreams.query} does it, on the driver's one task. */
  private ViewQueries queries(boolean active) {
    return new ViewQueries(
        request -> {
          StateQueryResult<WindowStoreIterator<byte[]>> result = new StateQueryResult<>();
          result.addResult(id().partition(), StoreQueries.ask(driver, request, active));
          return result;
        },
        pauses::incrementAndGet);
  }

  private static PollingId id() {
    return new PollingId(ID, 0, Events.ACCEPTED_AT, 1);
  }
}
