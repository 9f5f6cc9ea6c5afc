package dev.sluice.http;

import dev.sluice.http.openai.Seconds;
import java.time.Duration;
import java.time.Instant;

/**
 * A request that any process can answer.
 *
 * @param id the polling ID that it concerns, as the client has it
 * @param path with the query, without the wait
 * @param until when to stop waiting for the end of the call; now or earlier for no wait
 */
record PeerRequest(String id, String method, String path, Instant until) {

  Duration waitAt(Instant now) {
    Duration left = Duration.between(now, until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The other process gets what remains of the time. */
  String pathAt(Instant now) {
    long seconds = Seconds.roundedUp(waitAt(now));
    return seconds == 0 ? path : path + (path.contains("?") ? "&" : "?") + "wait=" + seconds;
  }
}
