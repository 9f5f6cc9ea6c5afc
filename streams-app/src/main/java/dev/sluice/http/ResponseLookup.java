package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.view.Lookup;
import dev.sluice.view.ViewReader;
import dev.sluice.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Decides what a polling ID stands for to the principal that names it. Any thread. */
final class ResponseLookup {
  /** How long after acceptance the view may not know a request yet. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  sealed interface Answer {}

  record Found(PollingId id, ViewRow row) implements Answer {}

  /** Forged, another tenant's, deleted, expired, or never accepted: the client can't tell which. */
  record Gone() implements Answer {}

  /** May exist; the process that can tell is not this one, or is not ready. */
  record NotNow() implements Answer {}

  /** May exist: so recent that the view may not know it yet, or about to be committed. */
  record NotYet(PollingId id) implements Answer {}

  private final PollingIds ids;
  private final ViewReader view;
  private final Duration timeToLive;
  private final Duration retention;
  private final InstantSource clock;
  private final RecentlyDeleted deletions = new RecentlyDeleted();

  ResponseLookup(PollingIds ids, ViewReader view, PollingSettings settings, InstantSource clock) {
    this.ids = ids;
    this.view = view;
    this.timeToLive = settings.timeToLive();
    this.retention = settings.retention();
    this.clock = clock;
  }

  /** From now on it is gone, whatever the view still holds. */
  void deleted(PollingId id) {
    deletions.add(id.text());
  }

  Answer find(Principal principal, String text) {
    Optional<PollingId> id = ids.verify(text, principal.tenant());
    Instant now = clock.instant();
    // a quiet partition keeps rows beyond their retention, so the ID's own age decides
    if (id.isEmpty()
        || isOlder(id.get().acceptedAt(), retention, now)
        || deletions.contains(text)) {
      return new Gone();
    }
    return answer(principal, id.get(), view.find(id.get()), now);
  }

  private Answer answer(Principal principal, PollingId id, Lookup lookup, Instant now) {
    if (lookup instanceof Lookup.Unknown) {
      return new NotNow();
    }
    if (lookup instanceof Lookup.Found found) {
      return isVisible(principal, found.row(), now) ? new Found(id, found.row()) : new Gone();
    }
    boolean old = lookup instanceof Lookup.Absent && isOlder(id.acceptedAt(), GRACE, now);
    return old ? new Gone() : new NotYet(id);
  }

  private boolean isVisible(Principal principal, ViewRow row, Instant now) {
    if (row instanceof ViewRow.Pending pending) {
      return pending.event().getTenant().equals(principal.tenant());
    }
    if (row instanceof ViewRow.Completed completed) {
      CompletionResult result = completed.result();
      return result.getTenant().equals(principal.tenant())
          && !isOlder(result.getCompletedAt(), timeToLive, now);
    }
    if (row instanceof ViewRow.Failed failed) {
      ErrorRecord error = failed.error();
      return principal.tenant().equals(error.getTenant())
          && !isOlder(error.getOccurredAt(), timeToLive, now);
    }
    return false;
  }

  private static boolean isOlder(Instant instant, Duration age, Instant now) {
    return instant.plus(age).isBefore(now);
  }
}
