package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Streaming;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.UnrecognizedErrors;
import dev.sluice.provider.stream.ToyStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Streams of a small server, and what becomes of them. */
abstract class StreamedExchanges {
  static final String KEY = "sk-proj-0123456789-abcdef";
  static final String HEL = "data: {\"text\":\"Hel\"}\n\n";
  static final String LO = "data: {\"text\":\"lo\"}\n\n";
  static final String USAGE = "data: {\"usage\":5}\n\n";
  static final String DONE = "data: {\"done\":true}\n\n";
  static final String OK =
      "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hello\"}}]}";
  static final Duration LONG = Duration.ofSeconds(30);
  static final int MAX_BODY = 64 * 1024;

  final HttpEngine engine = new HttpEngine(MAX_BODY, 10, Duration.ofMillis(10)).start();
  final CountDownLatch firstEvent = new CountDownLatch(1);
  @Nullable ScriptedServer server;
  Duration idleTimeout = LONG;

  @AfterEach
  void close() throws IOException {
    engine.close();
    if (server != null) {
      server.close();
    }
  }

  HttpProvider provider(ScriptedServer.Script script) throws IOException {
    ScriptedServer started = new ScriptedServer(script);
    server = started;
    ProviderSettings settings =
        new ProviderSettings(
            "toy",
            ProviderKind.OPENAI,
            started.uri(),
            null,
            List.of(new Secret(KEY)),
            Map.of(),
            ProviderSettings.MAX_TOKENS,
            10,
            idleTimeout,
            null,
            null);
    return new HttpProvider(
        settings,
        new ProviderCodec(new ToyApi(new ToyStream(firstEvent::countDown))),
        engine,
        InstantSource.system(),
        UnrecognizedErrors.NOBODY);
  }

  static Attempt attempt(Streaming streaming) {
    return Attempts.saying("hi", Attempts.target("t", "toy").with(streaming));
  }

  Outcome run(ScriptedServer.Script script) throws Exception {
    return run(provider(script), Streaming.ALWAYS, LONG);
  }

  static Outcome run(HttpProvider provider, Streaming streaming, Duration timeout)
      throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    provider.start(attempt(streaming), timeout, outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  Outcome.Failed failed(ScriptedServer.Script script) throws Exception {
    return (Outcome.Failed) run(script);
  }

  static ProviderFailure.MidStreamBreak broken(Outcome.Failed failed) {
    return (ProviderFailure.MidStreamBreak) failed.failure();
  }

  String received() throws Exception {
    ScriptedServer started = server;
    assertThat(started).isNotNull();
    return started.received().get(20, TimeUnit.SECONDS);
  }
}
