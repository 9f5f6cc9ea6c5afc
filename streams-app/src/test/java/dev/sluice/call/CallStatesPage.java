package dev.sluice.call;

import static java.util.stream.Collectors.joining;

import dev.sluice.call.CallState.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes {@link CallTransitions} for people: as a diagram in Mermaid and as a table. */
final class CallStatesPage {
  private static final Set<NextState> STAYS = EnumSet.of(NextState.NOTED, NextState.IGNORED);

  private static final Set<NextState> ENDS =
      EnumSet.of(NextState.ANSWERED, NextState.FAILED, NextState.SETTLED);

  private CallStatesPage() {}

  /** Without the events that leave a call in its state. */
  static String diagram() {
    StringBuilder lines = new StringBuilder("```mermaid\nstateDiagram-v2\n");
    for (Kind state : List.of(Kind.WAITING, Kind.QUEUED)) {
      lines.append(line("[*]", state.name(), "accepted"));
    }
    for (Kind state : Kind.values()) {
      for (NextState next : EnumSet.complementOf(EnumSet.copyOf(STAYS))) {
        String events =
            Arrays.stream(CallEvent.values())
                .filter(event -> CallTransitions.next(state, event).contains(next))
                .map(CallStatesPage::words)
                .collect(joining(", "));
        if (!events.isEmpty()) {
          lines.append(line(state.name(), next.name(), events));
        }
      }
    }
    ENDS.forEach(end -> lines.append("    ").append(end).append(" --> [*]\n"));
    return lines.append("```").toString();
  }

  static String table() {
    StringBuilder lines = new StringBuilder("| event |");
    for (Kind state : Kind.values()) {
      lines.append(" ").append(state).append(" |");
    }
    lines.append("\n| --- |").append(" --- |".repeat(Kind.values().length));
    for (CallEvent event : CallEvent.values()) {
      lines.append("\n| ").append(words(event)).append(" |");
      for (Kind state : Kind.values()) {
        lines.append(" ").append(cell(CallTransitions.next(state, event))).append(" |");
      }
    }
    return lines.toString();
  }

  private static String cell(Set<NextState> next) {
    return next.isEmpty()
        ? "–"
        : next.stream()
            .map(each -> STAYS.contains(each) ? words(each) : each.name())
            .collect(joining(", "));
  }

  private static String line(String from, String to, String events) {
    return "    " + from + " --> " + to + ": " + events + "\n";
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
