package dev.sluice.bench.load;

import java.util.Map;

/**
 * What the clients of streams have seen while they were measured.
 *
 * @param tokens that arrived
 * @param texts events with text that arrived, each of which may hold several tokens
 * @param begun from the request to its first event, which a gateway sends when it has accepted it
 * @param firstText from the request to its first token
 * @param textAfterBegin from the first event to the first token
 * @param delay from when a token was sent by the provider to its arrival
 * @param gap between two events with text
 * @param addedGap by how much a token was delayed more than the one before it; 0 if less
 * @param failures of streams that did not come as a whole, by what went wrong
 */
public record Streamed(
    long tokens,
    long texts,
    Latencies begun,
    Latencies firstText,
    Latencies textAfterBegin,
    Latencies delay,
    Latencies gap,
    Latencies addedGap,
    Map<String, Integer> failures) {
  public Streamed {
    failures = Map.copyOf(failures);
  }
}
