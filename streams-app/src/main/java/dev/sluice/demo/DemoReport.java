package dev.sluice.demo;

import dev.sluice.admission.Window;
import dev.sluice.client.RequestOutcome;
import dev.sluice.terminal.TextTable;
import dev.sluice.terminal.TextTable.Cell;
import dev.sluice.terminal.TextTable.Column;
import dev.sluice.terminal.TextTable.Tone;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Failure;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a demo shows at its end: a row for each request, then totals. Pure. */
public final class DemoReport {
  public static final int WIDTH = 120;
  private static final int ID_END = 8;
  private static final String INDENT = " ".repeat(17);

  private DemoReport() {}

  public static List<String> table(List<RequestOutcome> outcomes, boolean coloured) {
    TextTable table =
        new TextTable(
            List.of(
                Column.left("tenant"),
                Column.left("request"),
                Column.left("decision"),
                Column.left("polling ID"),
                Column.shrinking("outcome"),
                Column.right("status"),
                Column.right("ms")));
    outcomes.forEach(outcome -> table.add(row(outcome)));
    return table.lines(WIDTH, coloured);
  }

  private static List<Cell> row(RequestOutcome outcome) {
    PollingEvent decision = outcome.decision();
    ErrorRecord error = outcome.error();
    Duration latency = outcome.latency();
    Tone tone = error == null ? Tone.PLAIN : error.getPollingId() == null ? Tone.HELD : Tone.BAD;
    return List.of(
        Cell.of(outcome.line().tenant()),
        Cell.of(Objects.requireNonNullElse(outcome.line().requestId(), "(raw bytes)")),
        decision(outcome),
        new Cell(decision == null ? "" : shortId(decision.getPollingId()), Tone.QUIET),
        new Cell(way(outcome), tone),
        new Cell(error == null ? "" : String.valueOf(error.getFailure().getStatus()), tone),
        Cell.of(latency == null ? "" : String.valueOf(latency.toMillis())));
  }

  private static Cell decision(RequestOutcome outcome) {
    PollingEvent decision = outcome.decision();
    ErrorRecord rejection = outcome.rejection();
    if (decision != null) {
      return new Cell(decision.getRepeat() ? "repeat" : "accepted", Tone.GOOD);
    }
    if (rejection != null) {
      return new Cell(rejection.getRawRecord() == null ? "rejected" : "unreadable", Tone.HELD);
    }
    return new Cell("none", Tone.BAD);
  }

  /** All polling IDs begin alike; only the end distinguishes them. */
  static String shortId(String pollingId) {
    return "resp_…" + pollingId.substring(Math.max(0, pollingId.length() - ID_END));
  }

  /** The targets in the order of their attempts, or why there was none. */
  private static String way(RequestOutcome outcome) {
    ErrorRecord rejection = outcome.rejection();
    if (rejection != null) {
      return rejection.getLimits().isEmpty()
          ? reason(rejection.getFailure())
          : limit(rejection.getLimits().get(0));
    }
    if (outcome.decision() == null) {
      return "no decision in time";
    }
    if (!outcome.isEnded()) {
      return "has not ended in time";
    }
    String attempts =
        outcome.attempts().stream().map(DemoReport::attempt).collect(Collectors.joining(" → "));
    CompletionResult result = outcome.result();
    ErrorRecord failure = outcome.failure();
    if (attempts.isEmpty()) {
      return result != null
          ? result.getTarget()
          : failure == null ? "" : reason(failure.getFailure());
    }
    return attempts;
  }

  private static String attempt(Attempt attempt) {
    Failure failure = attempt.getFailure();
    if (failure == null) {
      return attempt.getTarget();
    }
    return attempt.getTarget()
        + " ✗"
        + (failure.getHttpResponse() == null
            ? reason(failure)
            : String.valueOf(failure.getHttpResponse().getStatus()));
  }

  private static String reason(Failure failure) {
    List<String> path = failure.getTypePath();
    return path.isEmpty() ? "" : path.get(path.size() - 1).replace('_', ' ');
  }

  private static String limit(LimitState hit) {
    String window =
        Window.named(hit.getLimit().getWindow().name()).map(Window::label).orElse("none");
    String wait =
        hit.getWaitMs() == null
            ? ""
            : String.format(Locale.ROOT, ", room in %.0f s", Math.ceil(hit.getWaitMs() / 1000.0));
    return "limit of %s: %d %s%s%s"
        .formatted(
            hit.getScope(),
            hit.getLimit().getAmount(),
            hit.getLimit().getMetric().name().toLowerCase(Locale.ROOT),
            window.equals("none") ? "" : " in " + window,
            wait);
  }

  /** Name and value pairs, one per line; repetitions are not counted as calls. */
  static List<String> totals(List<RequestOutcome> outcomes) {
    List<RequestOutcome> calls = new ArrayList<>();
    int repeats = 0;
    for (RequestOutcome outcome : outcomes) {
      PollingEvent decision = outcome.decision();
      if (decision != null && decision.getRepeat()) {
        repeats++;
      } else if (decision != null) {
        calls.add(outcome);
      }
    }
    long rejected = outcomes.stream().filter(o -> o.rejection() != null).count();
    long answered = calls.stream().filter(o -> o.result() != null).count();
    long failed = calls.stream().filter(o -> o.failure() != null).count();
    long fellBack =
        calls.stream().filter(o -> o.result() != null && o.attempts().size() > 1).count();
    List<String> lines = new ArrayList<>();
    lines.add(
        fact(
            "accepted",
            calls.size(),
            repeats == 0
                ? ""
                : "and %d repeated, with the same polling ID and at no cost".formatted(repeats)));
    lines.add(fact("rejected", rejected, reasons(outcomes)));
    lines.add(
        fact(
            "completed",
            answered,
            fellBack == 0 ? "" : "%d of them by a fallback".formatted(fellBack)));
    lines.add(fact("failed", failed, failed == 0 ? "" : "with every attempt in the error record"));
    return lines;
  }

  /**
   * What clients learn of each kind of rejection: status, type, code and message, once per kind.
   */
  public static List<String> rejections(List<RequestOutcome> outcomes) {
    Map<String, String> lines = new TreeMap<>();
    for (RequestOutcome outcome : outcomes) {
      ErrorRecord rejection = outcome.rejection();
      if (rejection != null) {
        Failure failure = rejection.getFailure();
        String kind = told(failure);
        lines.putIfAbsent(kind, kind + ": " + failure.getMessage());
      }
    }
    return lines.values().stream().flatMap(line -> wrapped(line).stream()).toList();
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder("   ");
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder("     ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String told(Failure failure) {
    return failure.getStatus()
        + " "
        + failure.getErrorType()
        + (failure.getCode() == null ? "" : " " + failure.getCode());
  }

  private static String reasons(List<RequestOutcome> outcomes) {
    Map<String, Integer> reasons = new TreeMap<>();
    for (RequestOutcome outcome : outcomes) {
      ErrorRecord rejection = outcome.rejection();
      if (rejection != null) {
        Failure failure = rejection.getFailure();
        reasons.merge(failure.getStatus() + " " + reason(failure), 1, Integer::sum);
      }
    }
    StringBuilder wrapped = new StringBuilder();
    int left = WIDTH - INDENT.length();
    for (Map.Entry<String, Integer> each : reasons.entrySet()) {
      String text = each.getValue() + " × " + each.getKey();
      String gap = wrapped.isEmpty() ? "" : ", ";
      if (gap.length() + text.length() > left) {
        gap = ",\n" + INDENT;
        left = WIDTH - INDENT.length();
      }
      wrapped.append(gap).append(text);
      left -= gap.length() + text.length();
    }
    return wrapped.toString();
  }

  static String fact(String name, long value, String more) {
    return fact(name, "%-3d %s".formatted(value, more).stripTrailing());
  }

  static String fact(String name, String value) {
    return "  %-10s %s".formatted(name, value);
  }
}
