package dev.sluice.topology;

import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Events of the polling topic, by who reads them. */
final class PollingEvents {
  private static final Set<PollingEventKind> FOR_REPLAYS =
      EnumSet.of(PollingEventKind.SETTLED, PollingEventKind.POLICY, PollingEventKind.CLOCK);

  private PollingEvents() {}

  static List<PollingEvent> forClients(List<PollingEvent> all) {
    return all.stream().filter(event -> !FOR_REPLAYS.contains(event.getKind())).toList();
  }

  static List<PollingEvent> forReplays(List<PollingEvent> all) {
    return all.stream().filter(event -> FOR_REPLAYS.contains(event.getKind())).toList();
  }
}
