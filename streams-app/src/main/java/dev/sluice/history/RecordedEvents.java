package dev.sluice.history;

import dev.sluice.admission.Metric;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.replay.LimitSeen;
import dev.sluice.replay.Place;
import dev.sluice.replay.RecordedEvent;
import dev.sluice.replay.RecordedEvent.Ending;
import dev.sluice.replay.Stage;
import dev.sluice.replay.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Converts events of {@link Projections} to what a replay reads. One thread.
 *
 * @param requests the name of the requests topic
 */
public record RecordedEvents(String requests) {

  /** Null for what no decision depends on. */
  public @Nullable RecordedEvent ofPolling(GenericRecord event) {
    Place place = place(event, "occurred_at");
    String id = Fields.text(event, "polling_id");
    return switch (Fields.text(event, "kind")) {
      case "ACCEPTED" -> accepted(event, place, id);
      case "STATUS" ->
          new RecordedEvent.Moved(place, id, stage(event), Fields.number(event, "attempt"));
      case "LATE_USAGE" -> late(event, place, id);
      case "SETTLED" -> new RecordedEvent.Released(place, id);
      case "POLICY" ->
          new RecordedEvent.PolicyTaken(
              place, Fields.text(event, "tenant"), Policies.of(event.get("policy")));
      case "CLOCK" -> new RecordedEvent.ClockPutBack(place, Fields.whole(event, "accepted_at"));
      default -> null;
    };
  }

  private static RecordedEvent accepted(GenericRecord event, Place place, String id) {
    Stage stage = stage(event);
    Verdict.Kind kind =
        Fields.flag(event, "repeat")
            ? Verdict.Kind.OTHER
            : stage == Stage.WAITING ? Verdict.Kind.WAITING : Verdict.Kind.ADMITTED;
    Object deadline = event.get("deadline");
    return new RecordedEvent.Accepted(
        place,
        id,
        deadline == null ? Long.MAX_VALUE : (Long) deadline,
        stage,
        Fields.number(event, "attempt"),
        new Verdict(kind, limits(event)),
        needs(event, "needs"),
        needs(event, "budget_needs"));
  }

  private static RecordedEvent late(GenericRecord event, Place place, String id) {
    GenericRecord attempt = Fields.record(event, "late");
    GenericRecord usage = Fields.orNull(attempt, "usage");
    return new RecordedEvent.Late(
        place,
        Fields.text(event, "tenant"),
        id,
        Fields.number(attempt, "number"),
        usage == null ? null : used(usage));
  }

  public RecordedEvent ofResult(GenericRecord result) {
    return ended(result, place(result, "completed_at"), Ending.OVER);
  }

  /** The end of a call, or the answer to a request that was not accepted. */
  public RecordedEvent ofError(GenericRecord error) {
    Place place = place(error, "occurred_at");
    List<?> path = (List<?>) Fields.record(error, "failure").get("type_path");
    String type = path.size() < 2 ? "" : String.valueOf(path.get(1));
    if (Fields.text(error, "stage").equals("REJECTED")) {
      return new RecordedEvent.Rejected(
          place,
          new Verdict(kind(type), limits(error)),
          needs(error, "needs"),
          needs(error, "budget_needs"));
    }
    Ending otherwise = type.equals("cancelled") ? Ending.CANCELLED : Ending.OVER;
    return ended(error, place, Fields.flag(error, "unsettled") ? Ending.UNSETTLED : otherwise);
  }

  private static Verdict.Kind kind(String type) {
    return switch (type) {
      case "rate_limited", "budget_exceeded" -> Verdict.Kind.LIMITED;
      case "queue_full" -> Verdict.Kind.QUEUE_FULL;
      case "access_denied" -> Verdict.Kind.DENIED;
      default -> Verdict.Kind.OTHER;
    };
  }

  private static RecordedEvent ended(GenericRecord event, Place place, Ending ending) {
    List<?> attempts = (List<?>) event.get("attempts");
    UsageAmounts used = UsageAmounts.NOTHING;
    for (Object attempt : attempts) {
      GenericRecord usage = Fields.orNull((GenericRecord) attempt, "usage");
      used = usage == null ? used : used.plus(used(usage));
    }
    return new RecordedEvent.Ended(
        place,
        Fields.text(event, "tenant"),
        Fields.text(event, "polling_id"),
        used,
        attempts.size(),
        ending);
  }

  private static UsageAmounts used(GenericRecord usage) {
    return new UsageAmounts(
        Fields.whole(usage, "input_tokens"),
        Fields.whole(usage, "output_tokens"),
        (Long) usage.get("cost_micros"));
  }

  private Place place(GenericRecord event, String time) {
    GenericRecord source = Fields.record(event, "source");
    boolean isRequest = Fields.text(source, "topic").equals(requests);
    return new Place(
        Fields.whole(source, "seq"),
        Fields.whole(source, "decided"),
        isRequest ? Fields.whole(source, "offset") : -1,
        Fields.whole(event, time));
  }

  private static Stage stage(GenericRecord event) {
    return switch (Fields.text(event, "status")) {
      case "WAITING" -> Stage.WAITING;
      case "QUEUED" -> Stage.QUEUED;
      case "PARKED" -> Stage.PARKED;
      default -> Stage.IN_PROGRESS;
    };
  }

  private static List<LimitSeen> limits(GenericRecord event) {
    return ((List<?>) event.get("limits"))
        .stream().map(each -> limit((GenericRecord) each)).toList();
  }

  private static LimitSeen limit(GenericRecord state) {
    Object wait = state.get("wait_ms");
    return new LimitSeen(
        Policies.limit(Fields.record(state, "limit")),
        Fields.text(state, "scope"),
        Fields.whole(state, "used"),
        Fields.whole(state, "reserved"),
        Fields.whole(state, "requested"),
        Fields.whole(state, "remaining"),
        wait == null ? -1 : (Long) wait);
  }

  private static Map<Metric, Long> needs(GenericRecord event, String field) {
    List<?> all = (List<?>) event.get(field);
    if (all.isEmpty()) {
      return Map.of();
    }
    Map<Metric, Long> needs = new EnumMap<>(Metric.class);
    for (Object each : all) {
      GenericRecord need = (GenericRecord) each;
      needs.put(Metric.valueOf(Fields.text(need, "metric")), Fields.whole(need, "amount"));
    }
    return needs;
  }
}
