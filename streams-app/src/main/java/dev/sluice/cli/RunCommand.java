package dev.sluice.cli;

import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.Gateway;
import dev.sluice.gateway.Preload;
import dev.sluice.gateway.StartException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a gateway until it is stopped. */
@Command(name = "run", description = "Run the gateway against a Kafka cluster.")
final class RunCommand implements Callable<Integer> {
  private static final Duration READY = Duration.ofMinutes(10);

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Exception {
    Preload.begin();
    Settings settings = config.load();
    System.err.println(settings.describe());
    Gateway gateway = Gateway.start(settings);
    // a signal ends the JVM only after its hooks have returned
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "sluice-stop"));
    if (gateway.awaitReady(READY)) {
      System.out.println("ready http://" + settings.http().host() + ":" + gateway.port());
    }
    StartException failure = gateway.awaitFailure();
    if (failure.status() == ExitStatus.STREAM_THREAD_STUCK) {
      // a stop in good order might wait for what that thread holds
      Runtime.getRuntime().halt(failure.status().code());
    }
    throw failure;
  }
}
