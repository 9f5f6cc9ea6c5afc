package dev.sluice.replay;

import dev.sluice.admission.ScopeValue;
import java.util.List;

/**
 * What of a request its admission depends on.
 *
 * @param scope its own
 * @param rank its place among those of its tenant that wait; a higher one goes first
 * @param waits whether it may be queued for a limit
 * @param unrecorded what no event tells
 */
public record Ask(
    ScopeValue scope, List<String> fallbacks, int rank, boolean waits, Unrecorded unrecorded) {

  String tenant() {
    return scope.tenant();
  }

  String model() {
    return scope.model() == null ? "" : scope.model();
  }
}
