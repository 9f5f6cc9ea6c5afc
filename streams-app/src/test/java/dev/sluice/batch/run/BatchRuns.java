package dev.sluice.batch.run;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.gateway.RealCluster;
import dev.sluice.gateway.StartException;
import dev.sluice.terminal.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Runs of batches without a broker. */
final class BatchRuns {
  private static final Settings SETTINGS =
      SettingsReader.parse(
          RealCluster.config(
              "batch.",
              Path.of("unused"),
              "broker:9092",
              "http://registry",
              """
              providers: {echo: {kind: echo}}
              routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
              tenants: {acme: {}}
              """),
          "test.yaml",
          Map.of());

  private BatchRuns() {}

  static String line(String customId) {
    return """
        {"custom_id":"%s","method":"POST","url":"/v1/responses",\
        "body":{"model":"chat","input":"hi"}}"""
        .formatted(customId);
  }

  static boolean run(BatchOptions options, InstantSource clock, BatchTopics.Connector topics)
      throws StartException, InterruptedException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return BatchRun.run(
        SETTINGS,
        options,
        new BatchRun.Console(nowhere, new Progress(nowhere, true)),
        clock,
        topics);
  }
}
