package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;

/** The committed decision on one request from the topic. */
public sealed interface AdmissionResult {

  /** It has a polling ID; a repetition has its earlier one. */
  record Accepted(PollingEvent event) implements AdmissionResult {}

  record Rejected(ErrorRecord error) implements AdmissionResult {}
}
