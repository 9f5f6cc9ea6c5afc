package dev.sluice.client;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds each published request's events: those of the decision by the position of the input record,
 * which also distinguishes repetitions and unreadable records; the terminal one by the polling ID.
 * Pure.
 */
public final class RequestOutcomes {
  private final String requests;
  private final List<Event> events;

  private RequestOutcomes(String requests, List<Event> events) {
    this.requests = requests;
    this.events = events;
  }

  /**
   * @param requests the topic
   * @param events in any order, including those of other requests
   */
  public static List<RequestOutcome> of(
      List<Published> published, String requests, List<Event> events) {
    RequestOutcomes all = new RequestOutcomes(requests, events);
    return published.stream().map(all::outcome).toList();
  }

  private RequestOutcome outcome(Published published) {
    List<PollingEvent> accepted = new ArrayList<>();
    List<ErrorRecord> rejections = new ArrayList<>();
    List<CompletionResult> results = new ArrayList<>();
    List<ErrorRecord> failures = new ArrayList<>();
    Set<String> pollingIds = new HashSet<>();
    Instant last = null;
    for (Event event : events) {
      SpecificRecord value = event.value();
      if (value instanceof PollingEvent polling
          && polling.getKind() == PollingEventKind.ACCEPTED
          && isFrom(published, polling.getSource())) {
        accepted.add(polling);
        pollingIds.add(polling.getPollingId());
        last = later(last, event);
      } else if (value instanceof ErrorRecord error
          && error.getPollingId() == null
          && isFrom(published, error.getSource())) {
        rejections.add(error);
        last = later(last, event);
      }
    }
    for (Event event : events) {
      SpecificRecord value = event.value();
      if (value instanceof CompletionResult result && pollingIds.contains(result.getPollingId())) {
        results.add(result);
        last = later(last, event);
      } else if (value instanceof ErrorRecord error && pollingIds.contains(error.getPollingId())) {
        failures.add(error);
        last = later(last, event);
      }
    }
    return new RequestOutcome(published, accepted, rejections, results, failures, last);
  }

  private boolean isFrom(Published published, Source source) {
    return source.getTopic().equals(requests)
        && source.getPartition() == published.partition()
        && source.getOffset() == published.offset();
  }

  private static Instant later(@Nullable Instant last, Event event) {
    return last == null || event.seenAt().isAfter(last) ? event.seenAt() : last;
  }
}
