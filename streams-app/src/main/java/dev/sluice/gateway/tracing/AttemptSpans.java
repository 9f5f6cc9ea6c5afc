package dev.sluice.gateway.tracing;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptIds;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** The spans of attempts, and of what calls wait for before them. */
final class AttemptSpans {
  /** The {@code error.type} of an attempt whose process is gone. */
  static final String OWNER_LOST = "owner_lost";

  private final Spans spans;
  private final AttemptAttributes attributes;
  private final InstantSource clock;

  AttemptSpans(Spans spans, AttemptAttributes attributes, InstantSource clock) {
    this.spans = spans;
    this.attributes = attributes;
    this.clock = clock;
  }

  /** The wait for a limit. */
  void waited(Call call, SpanContext trace, Duration wait) {
    Instant since = call.request().acceptedAt();
    spans.add(
        within(trace, "wait", call.pollingId()),
        "wait",
        SpanKind.INTERNAL,
        new Spans.Time(since, since.plus(wait)),
        Attributes.of(Names.POLLING_ID, call.pollingId()));
  }

  /** The wait for credit. */
  void queued(Call call, SpanContext trace, Duration queued) {
    Instant now = clock.instant();
    spans.add(
        within(trace, "queue", AttemptIds.of(call.pollingId(), call.started())),
        "queue",
        SpanKind.INTERNAL,
        new Spans.Time(now.minus(queued), now),
        Attributes.of(Names.ATTEMPT_NUMBER, (long) call.started()));
  }

  /** An attempt, and what it waited for after it was decided on. */
  void ended(Call call, SpanContext trace, AttemptReport report) {
    AttemptRef attempt = report.attempt();
    if (!(call.state() instanceof CallState.InFlight out)
        || !out.attemptId().equals(attempt.attemptId())) {
      // its span has told already that it was lost
      late(trace, report);
      return;
    }
    if (attempt.startedAt() != null) {
      spans.add(
          within(trace, "dispatch", attempt.attemptId()),
          "dispatch",
          SpanKind.INTERNAL,
          new Spans.Time(out.since(), attempt.startedAt()),
          Attributes.of(Names.ATTEMPT_NUMBER, (long) attempt.number()));
    }
    AttributesBuilder told = Attributes.builder();
    told.put(Names.ATTEMPT_CAUSE, AttemptCause.of(call).name().toLowerCase(Locale.ROOT));
    Spans.Place place = new Spans.Place(trace, TraceContexts.attempt(trace, attempt.attemptId()));
    Spans.Time time = time(attempt);
    Span span = begin(place, time, report, told);
    if (attempt.number() > 1) {
      String before = AttemptIds.of(call.pollingId(), attempt.number() - 1);
      var unused = span.addLink(TraceContexts.attempt(trace, before));
    }
    span.end(time.end());
  }

  /** The outcome of an attempt that nobody waited for any more. */
  void late(SpanContext trace, AttemptReport report) {
    AttributesBuilder told = Attributes.builder().put(Names.ATTEMPT_LATE, true);
    Spans.Time time = time(report.attempt());
    Span span = begin(within(trace, "late", report.attemptId()), time, report, told);
    var unused = span.addLink(TraceContexts.attempt(trace, report.attemptId()));
    span.end(time.end());
  }

  /** An attempt of which nobody will tell: its process is gone. */
  void lost(Call call, SpanContext trace, CallState.InFlight out) {
    Spans.Time time = new Spans.Time(out.since(), clock.instant());
    Span span =
        spans.begin(
            new Spans.Place(trace, TraceContexts.attempt(trace, out.attemptId())),
            "chat",
            SpanKind.CLIENT,
            time,
            Attributes.builder()
                .put(Names.OPERATION, "chat")
                .put(Names.TARGET, call.currentTarget().target())
                .put(Names.OWNER, out.ownerId())
                .put(Names.ATTEMPT_ID, out.attemptId())
                .put(Names.ATTEMPT_NUMBER, call.started())
                .put(Names.ERROR_TYPE, OWNER_LOST)
                .build());
    span.setStatus(StatusCode.ERROR).end(time.end());
  }

  private Span begin(
      Spans.Place place, Spans.Time time, AttemptReport report, AttributesBuilder told) {
    attributes.of(report, told);
    Span span =
        spans.begin(place, "chat " + report.attempt().model(), SpanKind.CLIENT, time, told.build());
    // without a description: a failure's message may quote what a client or a provider said
    return AttemptAttributes.error(report.outcome()) == null
        ? span
        : span.setStatus(StatusCode.ERROR);
  }

  private Spans.Time time(AttemptRef attempt) {
    Instant end = attempt.endedAt() == null ? clock.instant() : attempt.endedAt();
    return new Spans.Time(attempt.startedAt() == null ? end : attempt.startedAt(), end);
  }

  private static Spans.Place within(SpanContext call, String what, String of) {
    return new Spans.Place(call, TraceContexts.part(call, what, of));
  }
}
