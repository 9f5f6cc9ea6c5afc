package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;

/** What was decided, and committed, about one request on the topic. */
public sealed interface Verdict {

  /** It has a polling ID; of a repeat, the one that it had before. */
  record Accepted(PollingEvent event) implements Verdict {}

  record Rejected(ErrorRecord error) implements Verdict {}
}
