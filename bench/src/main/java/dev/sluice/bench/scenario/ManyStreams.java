package dev.sluice.bench.scenario;

import dev.sluice.bench.load.StreamLoad;
import dev.sluice.bench.load.Streamed;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.rig.Child;
import dev.sluice.bench.rig.Probe;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.io.IOException;
import java.time.Duration;

/**
 * What thousands of slow streams at one process take of its memory.
 *
 * @param streams under way at once, clients and the provider agree
 * @param before the bytes that are live in the heap without them
 * @param during the same with them
 * @param droppedStreams those whose clients the gateway took for slow
 * @param droppedPieces pieces that the gateway did not publish
 */
record ManyStreams(
    StreamLoad.Measured measured,
    long streams,
    long before,
    long during,
    double droppedStreams,
    double droppedPieces) {
  static final String ROUTE = "slow";
  private static final double PER_SECOND = 100;
  private static final Duration EVERY = Duration.ofMillis(500);

  /** From when all have begun until the first one ends. */
  private static final Duration TOGETHER = Duration.ofSeconds(25);

  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final double KIB = 1024;

  /** Each lasts until all have begun, and some time more. */
  static int tokens(int count) {
    Duration lasts = Duration.ofMillis(Math.round(1e3 * count / PER_SECOND)).plus(TOGETHER);
    return (int) lasts.dividedBy(EVERY);
  }

  static Script script(int count) {
    return Script.streaming(Duration.ZERO, new Script.Pace(tokens(count), EVERY));
  }

  static ManyStreams hold(Rig rig, StreamLoad load, Child gateway, int count)
      throws IOException, InterruptedException {
    Probe probe = new Probe();
    double droppedStreams = probe.metric(gateway.address(), "sluice_http_streams_dropped_total");
    double droppedPieces = probe.metric(gateway.address(), "sluice_deltas_dropped_total");
    long before = gateway.liveHeapBytes();
    StreamLoad.Running running = load.start(PER_SECOND, count);
    running.awaitBegun();
    StreamLoad.Measured measured = running.measure(Duration.ZERO, SPAN);
    // stops the process for a moment, which is not to be seen in the times
    long during = gateway.liveHeapBytes();
    long streams = probe.callsUnderWay(rig.providerUrl());
    measured = running.stop(measured);
    return new ManyStreams(
        measured,
        streams,
        before,
        during,
        probe.metric(gateway.address(), "sluice_http_streams_dropped_total") - droppedStreams,
        probe.metric(gateway.address(), "sluice_deltas_dropped_total") - droppedPieces);
  }

  double kibPerStream() {
    return (during - before) / KIB / streams;
  }

  Row row() {
    Streamed streamed = measured.streamed();
    return Row.of("gateway")
        .with("streams at once", streams)
        .with("heap before MiB", before / KIB / KIB)
        .with("during MiB", during / KIB / KIB)
        .with("KiB a stream", kibPerStream())
        .with("resident MiB", measured.round().usage().residentMib("gateway"))
        .with("tokens/s", streamed.tokens() * 1e9 / measured.round().span().toNanos())
        .with("a token's way: p50 ms", streamed.delay().ms(50))
        .with("p99 ms", streamed.delay().ms(99))
        .with("lost", measured.round().counts().failed() + measured.round().counts().missing())
        .with("dropped for slow clients", droppedStreams)
        .with("pieces not published", droppedPieces);
  }
}
