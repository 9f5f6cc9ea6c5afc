package dev.sluice.gateway.tracing;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptIds;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
        new FinishedSpan.Time(since, since.plus(wait)),
        new FinishedSpan.Details(Attributes.of(Names.POLLING_ID, call.pollingId())));
  }

  /** The wait for credit. */
  void queued(Call call, SpanContext trace, Duration queued) {
    Instant now = clock.instant();
    spans.add(
        within(trace, "queue", AttemptIds.of(call.pollingId(), call.started())),
        "queue",
        SpanKind.INTERNAL,
        new FinishedSpan.Time(now.minus(queued), now),
        new FinishedSpan.Details(Attributes.of(Names.ATTEMPT_NUMBER, (long) call.started())));
  }

  /** An attempt. */
  void ended(Call call, SpanContext trace, AttemptReport report) {
    AttemptRef attempt = report.attempt();
    if (!(call.state() instanceof CallState.Open open)
        || !open.attemptId().equals(attempt.attemptId())) {
      // its span has told already that it was lost
      late(trace, report);
      return;
    }
    AttributesBuilder told = Attributes.builder();
    if (open instanceof CallState.InFlight out && attempt.startedAt() != null) {
      told.put(
          Names.ATTEMPT_DISPATCH,
          Math.max(0, Duration.between(out.since(), attempt.startedAt()).toMillis()));
    }
    told.put(Names.ATTEMPT_CAUSE, AttemptCause.of(call).name().toLowerCase(Locale.ROOT));
    FinishedSpan.Place place =
        new FinishedSpan.Place(trace, TraceContexts.attempt(trace, attempt.attemptId()));
    SpanContext before =
        attempt.number() == 1
            ? null
            : TraceContexts.attempt(trace, AttemptIds.of(call.pollingId(), attempt.number() - 1));
    add(place, report, told, before);
  }

  /** The outcome of an attempt that nobody waited for any more. */
  void late(SpanContext trace, AttemptReport report) {
    AttributesBuilder told = Attributes.builder().put(Names.ATTEMPT_LATE, true);
    add(
        within(trace, "late", report.attemptId()),
        report,
        told,
        TraceContexts.attempt(trace, report.attemptId()));
  }

  /** An attempt of which nobody will tell: its process is gone. */
  void lost(Call call, SpanContext trace, CallState.InFlight out) {
    FinishedSpan.Time time = new FinishedSpan.Time(out.since(), clock.instant());
    Attributes attributes =
        Attributes.builder()
            .put(Names.OPERATION, "chat")
            .put(Names.TARGET, call.currentTarget().target())
            .put(Names.OWNER, out.ownerId())
            .put(Names.ATTEMPT_ID, out.attemptId())
            .put(Names.ATTEMPT_NUMBER, call.started())
            .put(Names.ERROR_TYPE, OWNER_LOST)
            .build();
    spans.add(
        new FinishedSpan.Place(trace, TraceContexts.attempt(trace, out.attemptId())),
        "chat",
        SpanKind.CLIENT,
        time,
        new FinishedSpan.Details(attributes, true, null));
  }

  private void add(
      FinishedSpan.Place place,
      AttemptReport report,
      AttributesBuilder told,
      @Nullable SpanContext link) {
    attributes.of(report, told);
    boolean failed = AttemptAttributes.error(report.outcome()) != null;
    spans.add(
        place,
        "chat " + report.attempt().model(),
        SpanKind.CLIENT,
        time(report.attempt()),
        new FinishedSpan.Details(told.build(), failed, link));
  }

  private FinishedSpan.Time time(AttemptRef attempt) {
    Instant end = attempt.endedAt() == null ? clock.instant() : attempt.endedAt();
    return new FinishedSpan.Time(attempt.startedAt() == null ? end : attempt.startedAt(), end);
  }

  private static FinishedSpan.Place within(SpanContext call, String what, String of) {
    return new FinishedSpan.Place(call, TraceContexts.part(call, what, of));
  }
}
