package dev.sluice.dispatch;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.outage.LogIds;

/** What lines about a call name. */
final class CallLog {
  private CallLog() {}

  static LogIds ids(AcceptedRequest request) {
    return new LogIds(request.tenant(), request.requestId(), request.pollingId());
  }
}
