package dev.sluice.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** Lists calls in JSON. Pure. */
final class CallLines {
  private CallLines() {}

  static void add(ArrayNode list, CallLine line) {
    list.addObject()
        .put("polling_id", line.pollingId())
        .put("at", line.at())
        .put("tenant", line.tenant())
        .put("route", line.route())
        .put("state", line.state())
        .put("target", line.target())
        .put("attempts", line.attempts())
        .put("latency_ms", line.latencyMs())
        .put("failure", line.failure());
  }
}
