package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.wire.RowFormats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewProcessorTest {
  private static final ViewTopology.Topics TOPICS =
      new ViewTopology.Topics("sluice.polling", "sluice.results", "sluice.errors");
  private static final String ID = "resp_1";
  private static final Instant NOW = Events.ENDED_AT;

  private final RecentActivity activity = new RecentActivity(() -> NOW);
  private final AtomicInteger pauses = new AtomicInteger();
  private TopologyTestDriver driver;
  private TestInputTopic<String, SpecificRecord> polling;
  private TestInputTopic<String, SpecificRecord> results;
  private TestInputTopic<String, SpecificRecord> errors;

  @BeforeEach
  void start(@TempDir Path stateDir) {
    Topology topology =
        ViewTopology.addTo(
            new Topology(),
            TOPICS,
            new EventSerde().deserializer(),
            Duration.ofHours(2),
            RowFormats.newest(),
            activity);
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "view-test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    driver = new TopologyTestDriver(topology, settings, NOW);
    polling = topic(TOPICS.polling());
    results = topic(TOPICS.results());
    errors = topic(TOPICS.errors());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void shouldFindTheResultWhenItArrivesBeforeThePollingEvent() {
    // Given
    CompletionResult result = Events.result(ID, Events.text("hello")).build();

    // When
    results.pipeInput(Events.TENANT, result);
    polling.pipeInput(Events.TENANT, Events.accepted(ID).build());

    // Then
    assertThat(queries(true).find(id()))
        .hasToString(new Lookup.Found(new ViewRow.Completed(result)).toString());
  }

  @Test
  void shouldShowTheNewestStatusWhenTheCallHasNotEnded() {
    // When
    polling.pipeInput(Events.TENANT, Events.accepted(ID).build());
    polling.pipeInput(Events.TENANT, Events.status(ID, CallStatus.IN_PROGRESS, 4).build());
    polling.pipeInput(Events.TENANT, Events.status(ID, CallStatus.QUEUED, 2).build());

    // Then
    assertThat(queries(true).find(id()))
        .hasToString(
            new Lookup.Found(
                    new ViewRow.Pending(Events.status(ID, CallStatus.IN_PROGRESS, 4).build()))
                .toString());
  }

  @Test
  void shouldKeepNothingButTheMarkerWhenTheRequestIsDeleted() {
    // When
    results.pipeInput(Events.TENANT, Events.result(ID, Events.text("secret")).build());
    polling.pipeInput(Events.TENANT, Events.deleted(ID, 30).build());

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
    polling.pipeInput(Events.TENANT, Events.accepted(ID).build());

    // When
    Lookup lookup = queries(false).find(id());

    // Then
    assertThat(lookup).isEqualTo(new Lookup.Unknown("NOT_ACTIVE"));
    assertThat(pauses).hasValue(3);
  }

  @Test
  void shouldServeATerminalRowWhenTheReplicaIsAStandby() {
    // Given
    errors.pipeInput(Events.TENANT, Events.failed(ID, FailureType.TIMEOUT).build());

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
    polling.pipeInput(Events.TENANT, Events.accepted("resp_before").build());

    // When
    results.pipeInput(Events.TENANT, result);
    driver.advanceWallClockTime(Duration.ofMinutes(10));
    polling.pipeInput(
        Events.TENANT, Events.accepted("resp_ahead").setAcceptedAt(ahead).setRepeat(true).build());
    polling.pipeInput(Events.TENANT, Events.accepted(ID).build());

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
    polling.pipeInput(Events.TENANT, Events.accepted(ID).setAcceptedAt(ahead).build());

    // When
    driver.advanceWallClockTime(Duration.ofMinutes(40));
    results.pipeInput(
        Events.TENANT, Events.result(ID, Events.text("hello")).setAcceptedAt(ahead).build());
    polling.pipeInput(
        Events.TENANT, Events.status(ID, CallStatus.IN_PROGRESS, 4).setAcceptedAt(ahead).build());

    // Then
    assertThat(queries(true).find(new PollingId(ID, 0, ahead, 1)))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.row()).isInstanceOf(ViewRow.Completed.class));
  }

  @Test
  void shouldGoOnWhenAnEventHasNoAcceptanceTime() {
    // When
    errors.pipeInput(
        Events.TENANT, Events.failed(ID, FailureType.INTERNAL).setAcceptedAt(null).build());
    polling.pipeInput(Events.TENANT, Events.accepted(ID).build());

    // Then
    assertThat(queries(true).find(id()))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.row()).isInstanceOf(ViewRow.Pending.class));
  }

  @Test
  void shouldCountWhatBecameOfRequests() {
    // When
    polling.pipeInput(Events.TENANT, Events.accepted(ID).build());
    polling.pipeInput(Events.TENANT, Events.accepted("resp_2").build());
    polling.pipeInput(Events.TENANT, Events.accepted("resp_2").setRepeat(true).build());
    polling.pipeInput(Events.TENANT, Events.accepted("resp_3").build());
    errors.pipeInput(Events.TENANT, Events.rejected().build());
    errors.pipeInput(Events.TENANT, Events.failed("resp_2", FailureType.CANCELLED).build());
    results.pipeInput(Events.TENANT, Events.result(ID, Events.text("hello")).build());

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
                Events.ACCEPTED_AT, Events.TENANT, "chat", "completed", "second", 2, 2500L, null));
  }

  /** As {@code KafkaStreams.query} does it, on the driver's one task. */
  private ViewQueries queries(boolean active) {
    return new ViewQueries(
        request -> {
          StateQueryResult<WindowStoreIterator<ViewRow>> result = new StateQueryResult<>();
          result.addResult(id().partition(), ask(request, active));
          return result;
        },
        partition -> true,
        pauses::incrementAndGet);
  }

  private QueryResult<WindowStoreIterator<ViewRow>> ask(
      StateQueryRequest<WindowStoreIterator<ViewRow>> request, boolean active) {
    if (request.isRequireActive() && !active) {
      return QueryResult.forFailure(FailureReason.NOT_ACTIVE, "not active");
    }
    WindowStore<String, ViewRow> store = driver.getWindowStore(ViewTopology.STORE);
    return store.query(request.getQuery(), PositionBound.unbounded(), new QueryConfig(false));
  }

  private static PollingId id() {
    return new PollingId(ID, 0, Events.ACCEPTED_AT, 1);
  }

  private TestInputTopic<String, SpecificRecord> topic(String name) {
    return driver.createInputTopic(
        name, new StringSerializer(), new EventSerde().serializer(), NOW, Duration.ZERO);
  }
}
