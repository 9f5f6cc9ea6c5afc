package dev.sluice.overview;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.sluice.json.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one process tells the others of itself. Immutable.
 *
 * @param instance its name
 * @param at when that was, in milliseconds since 1970
 * @param since when it began to count
 * @param slots of {@link Recorder#STEP_MS}, those in which anything happened
 * @param limits the fullest ones
 * @param limitsLeftOut whether there are more than it looked at
 * @param recent newest first
 */
public record Snapshot(
    String instance,
    long at,
    long since,
    List<Slot> slots,
    Load load,
    List<TargetState> targets,
    List<FailureGroup> failures,
    List<LimitBar> limits,
    boolean limitsLeftOut,
    Spend spend,
    List<CallLine> recent) {
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(Snapshot.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * What it has to do now.
   *
   * @param inFlight exchanges with providers
   * @param queued calls that are admitted and have no exchange yet
   * @param waiting calls that wait for limits
   * @param batched calls that gather for batches of their providers, or are in one
   * @param partitions that it works on
   */
  public record Load(long inFlight, long queued, long waiting, long batched, int partitions) {}

  public Snapshot {
    slots = List.copyOf(slots);
    targets = List.copyOf(targets);
    failures = List.copyOf(failures);
    limits = List.copyOf(limits);
    recent = List.copyOf(recent);
  }

  public byte[] toJson() {
    try {
      return Json.MAPPER.writeValueAsBytes(this);
    } catch (IOException impossible) {
      throw new IllegalStateException("a snapshot can always be written", impossible);
    }
  }

  /** Null if the bytes are no snapshot that this release understands. */
  public static @Nullable Snapshot ofJson(byte[] json) {
    try {
      return READER.readValue(json);
    } catch (IOException another) {
      return null;
    }
  }
}
