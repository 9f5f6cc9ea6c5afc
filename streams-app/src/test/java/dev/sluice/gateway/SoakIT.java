package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.demo.SmallJvm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three gateways and a broker under load, to which something happens all the time, and what the
 * topics say in the end. {@code -Dsoak.minutes=N} says for how long, {@code -Dsoak.seed=N} repeats
 * what happens, though not when.
 */
@Tag("soak")
class SoakIT {
  private static final List<String> NAMES = List.of("g1", "g2", "g3");

  private static final String CONFIG =
      """
      topics: {prefix: soak., partitions: 4, create: true}
      dispatch: {lease: 8s, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  private enum Event {
    KILL,
    KILL_AND_LOSE_STATE,
    KILL_ALL,
    STOP,
    FREEZE,
    PROVIDER_HANGS,
    BROKER_STOPS,
    BROKER_IS_KILLED
  }

  @TempDir Path dir;

  private final long seed = Long.getLong("soak.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void shouldKeepEveryPromiseWhateverHappensToItsProcesses() throws Exception {
    // Given
    Duration duration = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
    System.out.println("soak: -Dsoak.seed=" + seed + " for " + duration);
    LocalClusterProcess.Options options = SmallJvm.cluster(dir.resolve("cluster"));
    LocalClusterProcess cluster = LocalClusterProcess.start(options);
    options =
        options.withPorts(
            HostAndPort.fromString(cluster.bootstrapServers()).getPort(),
            URI.create(cluster.registryUrl()).getPort());
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(300));
        Fleet fleet = fleet(cluster, provider);
        Load load = new Load(cluster.bootstrapServers(), cluster.registryUrl(), "soak.")) {
      for (String name : NAMES) {
        fleet.start(name);
      }
      load.start();
      load.awaitProgress(20);

      // When
      long until = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() < until) {
        Event event = Event.values()[random.nextInt(Event.values().length)];
        System.out.println("soak: " + event + " after " + load.sent() + " requests");
        cluster = happen(event, fleet, provider, cluster, options);
        load.awaitProgress(40);
        assertThat(fleet.areAlive()).as("after %s", event).isTrue();
        pause(2_000);
      }
      load.finish();
      fleet.stopAll();

      // Then
      System.out.println(
          "soak: %d requests, %d calls made again, %d runs ended, %d were frozen"
              .formatted(
                  load.sent(),
                  provider.repeats().size(),
                  fleet.ended().size(),
                  fleet.frozen().size()));
      load.assertKept(provider, fleet.ended(), fleet.frozen());
    } finally {
      cluster.close();
    }
  }

  /** Returns the cluster that runs then. */
  private LocalClusterProcess happen(
      Event event,
      Fleet fleet,
      CountingProvider provider,
      LocalClusterProcess cluster,
      LocalClusterProcess.Options options)
      throws Exception {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    switch (event) {
      case KILL, KILL_AND_LOSE_STATE -> {
        fleet.kill(name);
        if (event == Event.KILL_AND_LOSE_STATE) {
          fleet.loseState(name);
        }
        // others take over only when it is away for longer than its session
        pause(10_000);
        fleet.start(name);
      }
      case KILL_ALL -> {
        NAMES.forEach(fleet::kill);
        pause(3_000);
        for (String each : NAMES) {
          fleet.start(each);
        }
      }
      case STOP -> {
        fleet.stop(name);
        pause(3_000);
        fleet.start(name);
      }
      case FREEZE -> {
        fleet.freeze(name);
        pause(20_000);
        fleet.goOn(name);
      }
      case PROVIDER_HANGS -> {
        provider.hold();
        pause(5_000);
        if (random.nextBoolean()) {
          fleet.kill(name);
          fleet.start(name);
        }
        provider.release();
      }
      case BROKER_STOPS, BROKER_IS_KILLED -> {
        if (event == Event.BROKER_IS_KILLED) {
          cluster.kill();
        } else {
          cluster.close();
        }
        pause(5_000);
        return LocalClusterProcess.start(options);
      }
    }
    return cluster;
  }

  private void pause(int mostMs) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMs));
  }

  private Fleet fleet(LocalClusterProcess cluster, CountingProvider provider) {
    return new Fleet(
        dir,
        (name, run) ->
            RealCluster.config(
                    "soak.",
                    dir.resolve(name),
                    cluster.bootstrapServers(),
                    cluster.registryUrl(),
                    CONFIG.formatted(provider.settings(run)))
                .replace("instance: test", "instance: " + name)
                .replace(
                    "kafka:",
                    "kafka:\n  consumer.session.timeout.ms: 6000\n"
                        + "  consumer.heartbeat.interval.ms: 500"));
  }
}
