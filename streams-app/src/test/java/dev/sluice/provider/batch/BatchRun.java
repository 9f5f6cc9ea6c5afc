package dev.sluice.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.failure.Failure;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.http.Attempts;
import dev.sluice.provider.http.TestProviders;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One provider batch at a stub, over HTTP, step by step. */
final class BatchRun implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofHours(24);

  private final Providers providers;
  private final ProviderBatches batches;
  private ProviderBatch batch;

  BatchRun(ProviderKind kind, BatchStub stub, String... keys) {
    this(kind, host(kind, stub), List.of(keys), null);
  }

  /** At Azure, with a version of its API. */
  static BatchRun dated(BatchStub stub, String apiVersion, String key) {
    return new BatchRun(
        ProviderKind.AZURE_OPENAI, URI.create(stub.host()), List.of(key), apiVersion);
  }

  /** At a server that says what it likes. */
  static BatchRun at(ProviderKind kind, URI server) {
    return new BatchRun(kind, server, List.of("sk-ant-0123456789-abcdefgh"), null);
  }

  private static URI host(ProviderKind kind, BatchStub stub) {
    return URI.create(kind == ProviderKind.AZURE_OPENAI ? stub.host() : stub.url());
  }

  private BatchRun(ProviderKind kind, URI server, List<String> keys, @Nullable String apiVersion) {
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            kind,
            server,
            apiVersion,
            keys.stream().map(Secret::new).toList(),
            Map.of(),
            ProviderSettings.MAX_COMPLETION_TOKENS,
            10);
    this.providers = TestProviders.open(List.of(settings), InstantSource.system());
    this.batches =
        Objects.requireNonNull(
            Objects.requireNonNull(providers.find("p")).provider().batches(), "batch endpoints");
    Instant now = Instant.now();
    this.batch =
        new ProviderBatch("batch-1", 0, Attempts.target("t", "p"), now, now.plus(WINDOW), null);
  }

  static Attempt attempt(String id, @Nullable String extraBody, boolean stream) {
    return Attempts.attempt(
        id,
        1,
        Attempts.target("t", "p"),
        Attempts.request(List.of(Message.text(Role.USER, "question of " + id)), extraBody, stream),
        Sampling.NONE);
  }

  static List<Attempt> attempts(String... ids) {
    return Stream.of(ids).map(id -> attempt(id, null, false)).toList();
  }

  static List<Attempt> attempts(int count) {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attempts.add(attempt("att_" + i, null, false));
    }
    return attempts;
  }

  ProviderBatches.Prepared prepare(List<Attempt> attempts) {
    return done(batches.prepare(batch, attempts));
  }

  BatchReply<String> create(List<Attempt> attempts) {
    return reply(creating(attempts));
  }

  /** The creation under way. */
  CompletableFuture<BatchReply<String>> creating(List<Attempt> attempts) {
    return batches.create(batch, prepare(attempts).input(), TIMEOUT);
  }

  /** Creates it, and notes the provider's name for it. */
  BatchRun created(List<Attempt> attempts) {
    noted(done(CompletableFuture.completedFuture(create(attempts))));
    return this;
  }

  BatchRun noted(String providerId) {
    batch = batch.at(providerId);
    return this;
  }

  BatchReply<Optional<String>> find(List<Attempt> attempts) {
    return reply(batches.find(batch, byId(attempts).keySet()));
  }

  BatchReply<Boolean> hasEnded() {
    return reply(batches.hasEnded(batch));
  }

  BatchReply<Boolean> cancel() {
    return reply(batches.cancel(batch));
  }

  BatchReply<String> read(List<Attempt> attempts, Map<String, Outcome> outcomes) {
    return reply(
        batches.results(
            batch,
            byId(attempts),
            (id, outcome) -> assertThat(outcomes.put(id, outcome)).as("twice: " + id).isNull()));
  }

  Map<String, Outcome> outcomes(List<Attempt> attempts) {
    Map<String, Outcome> outcomes = new TreeMap<>();
    assertThat(read(attempts, outcomes)).isInstanceOf(BatchReply.Done.class);
    return outcomes;
  }

  static Failure failure(@Nullable Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) Objects.requireNonNull(outcome)).failure();
  }

  private static Map<String, Attempt> byId(List<Attempt> attempts) {
    return attempts.stream().collect(Collectors.toMap(Attempt::attemptId, Function.identity()));
  }

  private static <T> T done(CompletableFuture<BatchReply<T>> reply) {
    BatchReply<T> got = reply(reply);
    assertThat(got).isInstanceOf(BatchReply.Done.class);
    return ((BatchReply.Done<T>) got).value();
  }

  private static <T> BatchReply<T> reply(CompletableFuture<BatchReply<T>> reply) {
    return reply.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    providers.close();
  }
}
