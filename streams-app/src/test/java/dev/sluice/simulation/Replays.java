package dev.sluice.simulation;

import dev.sluice.admission.Policy;
import dev.sluice.history.Arrivals;
import dev.sluice.history.Projections;
import dev.sluice.history.RecordedEvents;
import dev.sluice.replay.Arrival;
import dev.sluice.replay.PartitionReplay;
import dev.sluice.replay.Place;
import dev.sluice.replay.RecordedEvent;
import dev.sluice.replay.ReplayListener;
import dev.sluice.replay.Rules;
import dev.sluice.replay.Timeline;
import dev.sluice.replay.Verdict;
import dev.sluice.topology.Estimates;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Decides what was committed again, from what is on the topics alone. */
final class Replays {
  private static final RecordedEvents EVENTS = new RecordedEvents(Gateways.TOPICS.requests());
  private static final Arrivals ARRIVALS =
      new Arrivals(
          Gateways.TOPICS.requests(),
          new Estimates(
              Gateways.ROUTES,
              Gateways.SETTINGS.prices(),
              Gateways.SETTINGS.defaultMaxOutputTokens()));

  private final Map<Integer, List<SpecificRecord>> committed = new HashMap<>();

  /** How often a call on the budget's route was told of. */
  private int onBudget;

  /** How many thresholds were told of. */
  private int alerts;

  int alerts() {
    return alerts;
  }

  int onBudget() {
    return onBudget;
  }

  /** What came out differently, and of how much. */
  static final class Seen implements ReplayListener {
    final List<String> differences = new ArrayList<>();
    final Map<Verdict.Kind, Integer> decided = new HashMap<>();
    int turns;

    @Override
    public void decided(String tenant, Place place, Verdict recorded, Verdict replayed) {
      decided.merge(replayed.kind(), 1, Integer::sum);
      if (!recorded.equals(replayed)) {
        differences.add("seq %d: %s, not %s".formatted(place.seq(), replayed, recorded));
      }
    }

    @Override
    public void otherTurn(String tenant, Place place, String pollingId, boolean here) {
      differences.add(
          "seq %d: %s is admitted %s"
              .formatted(place.seq(), pollingId, here ? "here" : "elsewhere"));
    }
  }

  void committed(Partition partition, SpecificRecord event) {
    if (event instanceof BudgetEvent) {
      alerts++;
      return;
    }
    if (event instanceof PollingEvent polling && polling.getOnBudget() != null) {
      onBudget++;
    }
    committed.computeIfAbsent(partition.id, unused -> new ArrayList<>()).add(event);
  }

  /** With the policies that were recorded. */
  Seen replay(World world, Map<String, Policy> instead) {
    Seen seen = new Seen();
    for (Partition partition : world.partitions) {
      Rules rules = new Rules(null, Gateways.SETTINGS.maxQueued(), instead, Long.MIN_VALUE);
      PartitionReplay replay = new PartitionReplay(rules, seen);
      List<RecordedEvent> events = new ArrayList<>();
      for (SpecificRecord event : committed.getOrDefault(partition.id, List.of())) {
        RecordedEvent recorded = recorded(event);
        if (recorded != null) {
          events.add(recorded);
        }
      }
      new Timeline(arrivals(partition).iterator(), events.iterator()).play(replay);
    }
    return seen;
  }

  private static List<Arrival> arrivals(Partition partition) {
    List<Arrival> arrivals = new ArrayList<>();
    List<Partition.Input> inputs = partition.topic(Gateways.TOPICS.requests());
    for (int offset = 0; offset < inputs.size(); offset++) {
      Partition.Input input = inputs.get(offset);
      if (input.transaction().state() == Transaction.State.COMMITTED) {
        CompletionRequest request =
            input.value() instanceof Decoded.Readable<?> readable
                ? (CompletionRequest) readable.value()
                : null;
        arrivals.add(
            ARRIVALS.of(
                new Arrivals.At(partition.id, offset, input.atMs()),
                input.key(),
                input.headers(),
                request == null ? null : projected(request, Projections.REQUESTS),
                () -> request));
      }
    }
    return arrivals;
  }

  private static @Nullable RecordedEvent recorded(SpecificRecord event) {
    if (event instanceof PollingEvent) {
      return EVENTS.ofPolling(projected(event, Projections.POLLING));
    }
    return event instanceof CompletionResult
        ? EVENTS.ofResult(projected(event, Projections.RESULTS))
        : EVENTS.ofError(projected((ErrorRecord) event, Projections.ERRORS));
  }

  private static GenericRecord projected(SpecificRecord record, Schema projection) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
      return new GenericDatumReader<GenericRecord>(record.getSchema(), projection)
          .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
