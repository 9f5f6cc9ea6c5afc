package dev.sluice.wire;

import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Events of the polling topic, by who reads them. */
public final class PollingEvents {
  private static final Set<PollingEventKind> FOR_REPLAYS =
      EnumSet.of(PollingEventKind.SETTLED, PollingEventKind.POLICY, PollingEventKind.CLOCK);

  private PollingEvents() {}

  public static boolean isForClients(PollingEvent event) {
    return !FOR_REPLAYS.contains(event.getKind());
  }

  public static List<PollingEvent> forClients(List<PollingEvent> all) {
    return all.stream().filter(PollingEvents::isForClients).toList();
  }

  public static List<PollingEvent> forReplays(List<PollingEvent> all) {
    return all.stream().filter(event -> !isForClients(event)).toList();
  }
}
