package dev.sluice.dispatch;

import dev.sluice.call.AttemptReport;
import java.time.Instant;
import java.util.List;

/** The values of records on the attempts topic. Any thread; may throw while no registry answers. */
public interface AttemptsFormat {

  byte[] outcome(AttemptReport report);

  /**
   * A sign of life of a process.
   *
   * @param attemptIds what it holds
   */
  byte[] alive(String epoch, Instant now, List<String> attemptIds);

  /** A sign of life that its writer knows again by its name. */
  byte[] mark(String epoch, Instant now, String mark);
}
