package dev.sluice.topology;

import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells the trace of each call, as far as it has committed. Called on stream threads; must not
 * block or throw.
 *
 * <p>A {@code traceparent} is the request's own, as its client sent it: all that is stored of a
 * trace. What else a trace needs follows from it and the names of calls and attempts, so every
 * process tells the same one.
 */
public interface CallTracer {
  /** Tells nothing, and passes on what clients send. */
  CallTracer NONE = new CallTracer() {};

  /** What the event's header {@code traceparent} says; null for none. */
  default @Nullable String header(SpecificRecord event, @Nullable String traceparent) {
    return traceparent;
  }

  /**
   * An event is on its topic for good.
   *
   * @param header its {@link #header}
   */
  default void committed(
      SpecificRecord event, @Nullable String traceparent, @Nullable String header) {}

  /** A call that waited for limits was admitted. */
  default void waitEnded(Call call, Duration wait) {}

  /**
   * An attempt was decided on.
   *
   * @param call with the attempt
   * @param queued how long the call was queued for it; 0 if it started at once
   */
  default void attemptStarted(Call call, Duration queued) {}

  /**
   * The outcome of an attempt was handled.
   *
   * @param call as it was before that
   */
  default void attemptEnded(Call call, AttemptReport report) {}

  /** The outcome of an attempt was handled whose call had ended. */
  default void lateAttemptEnded(AttemptReport report, @Nullable String traceparent) {}

  /**
   * An attempt was given up together with the process that made it.
   *
   * @param call with the attempt
   */
  default void attemptLost(Call call) {}
}
