package dev.sluice.client;

import com.google.common.collect.Iterables;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one published request, as far as its events were seen.
 *
 * @param accepted the polling events of this very record: at most one, if all is well
 * @param rejections likewise
 * @param results of the call that the record began or repeats; at most one together with {@code
 *     failures}
 * @param lastSeenAt when the last of these was read; null if there is none yet
 */
public record RequestOutcome(
    Published published,
    List<PollingEvent> accepted,
    List<ErrorRecord> rejections,
    List<CompletionResult> results,
    List<ErrorRecord> failures,
    @Nullable Instant lastSeenAt) {

  public RequestOutcome {
    accepted = List.copyOf(accepted);
    rejections = List.copyOf(rejections);
    results = List.copyOf(results);
    failures = List.copyOf(failures);
  }

  public RequestLine line() {
    return published.line();
  }

  public boolean isEnded() {
    return rejection() != null || (decision() != null && (result() != null || failure() != null));
  }

  public @Nullable PollingEvent decision() {
    return Iterables.getFirst(accepted, null);
  }

  public @Nullable ErrorRecord rejection() {
    return Iterables.getFirst(rejections, null);
  }

  public @Nullable CompletionResult result() {
    return Iterables.getFirst(results, null);
  }

  public @Nullable ErrorRecord failure() {
    return Iterables.getFirst(failures, null);
  }

  /** The error record that ended it; null if it was answered or has not ended. */
  public @Nullable ErrorRecord error() {
    return rejection() != null ? rejection() : failure();
  }

  /** Whether that is the record that answered or ended it. */
  public boolean isEndedBy(@Nullable SpecificRecord value) {
    return value != null
        && (value.equals(rejection()) || value.equals(result()) || value.equals(failure()));
  }

  public List<Attempt> attempts() {
    CompletionResult result = result();
    ErrorRecord failure = failure();
    if (result != null) {
      return result.getAttempts();
    }
    return failure == null ? List.of() : failure.getAttempts();
  }

  /** From publishing until its end was seen; null if it has not ended. */
  public @Nullable Duration latency() {
    return lastSeenAt == null || !isEnded()
        ? null
        : Duration.between(published.sentAt(), lastSeenAt);
  }
}
