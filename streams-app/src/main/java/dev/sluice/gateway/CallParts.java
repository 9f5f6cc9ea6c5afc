package dev.sluice.gateway;

import dev.sluice.call.Credit;
import dev.sluice.config.Settings;
import dev.sluice.delta.DeltaPublisher;
import dev.sluice.delta.DeltaRecords;
import dev.sluice.delta.DeltaWriter;
import dev.sluice.dispatch.AttemptsLog;
import dev.sluice.dispatch.AttemptsProducer;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.dispatch.DeadOwners;
import dev.sluice.dispatch.DeltaProvider;
import dev.sluice.dispatch.DispatchLimits;
import dev.sluice.dispatch.GuardedProvider;
import dev.sluice.dispatch.GuardrailChecks;
import dev.sluice.gateway.metrics.ErrorMetrics;
import dev.sluice.gateway.metrics.StreamMetrics;
import dev.sluice.gateway.tracing.AttemptTraces;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.provider.Providers;
import dev.sluice.topology.UsageEstimate;
import dev.sluice.v1.AnswerDeltas;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes calls: the providers, behind guardrails, and what starts and reports attempts. */
record CallParts(
    Providers providers,
    CallDispatcher dispatcher,
    AttemptsLog attempts,
    DeltaPublisher deltas,
    ErrorMetrics errors,
    StreamMetrics streams) {
  private static final Logger log = LoggerFactory.getLogger(CallParts.class);

  /**
   * @param lifecycle stops each part, the dispatcher first
   * @throws StartException if a file that the settings name is of no use
   */
  static CallParts open(
      Settings settings,
      TopicNames topics,
      KafkaClients clients,
      RegistrySerdes wire,
      InstantSource clock,
      Lifecycle lifecycle)
      throws StartException {
    ErrorMetrics errors = new ErrorMetrics(clock);
    Providers providers = providers(settings, errors, clock);
    AttemptTraces traces = AttemptTraces.of(settings.tracing());
    StreamMetrics streams = new StreamMetrics(settings.providerSettings(), System::nanoTime);
    lifecycle.onStop("providers", providers::close);
    AttemptsProducer attempts =
        new AttemptsProducer(
            topics,
            AttemptsProducer.producer(RecordSettings.addedTo(clients.producer(), settings)),
            new AttemptsSerializer(topics.attempts(), wire.serializer(AttemptOutcome.class)),
            clock);
    lifecycle.onStop("outcomes", attempts::close);
    DeltaPublisher deltas = deltas(settings, topics, clients, wire);
    lifecycle.onStop("deltas", deltas::close);
    GuardrailChecks checks = new GuardrailChecks(GuardrailKinds.installed(), UsageEstimate::of);
    lifecycle.onStop("guardrails", checks::close);
    CallDispatcher dispatcher =
        new CallDispatcher(
            providers.around(
                provider ->
                    new DeltaProvider(
                        new GuardedProvider(streams.timed(traces.around(provider)), checks),
                        deltas)),
            attempts,
            new DispatchLimits(
                new Credit(
                    settings.dispatch().maxInFlight(),
                    settings.dispatch().maxBytesInFlight().bytes()),
                settings.rateCaps()),
            settings.dispatch().cooldown().toPolicy(),
            settings.dispatch().lease(),
            clock);
    lifecycle.onStop("calls", dispatcher::close);
    return new CallParts(providers, dispatcher, attempts, deltas, errors, streams);
  }

  private static DeltaPublisher deltas(
      Settings settings, TopicNames topics, KafkaClients clients, RegistrySerdes wire) {
    Serializer<AnswerDeltas> values = wire.serializer(AnswerDeltas.class);
    DeltaWriter writer =
        new DeltaWriter(
            topics,
            DeltaWriter.producer(RecordSettings.addedTo(clients.producer(), settings)),
            deltas -> values.serialize(topics.deltas(), DeltaRecords.toRecord(deltas)),
            System::nanoTime);
    return DeltaPublisher.open(
        writer, settings.stream().deltaEvery(), settings.stream().deltaBytes().bytes());
  }

  private static Providers providers(Settings settings, ErrorMetrics errors, InstantSource clock)
      throws StartException {
    try {
      return ProviderFactory.open(
          settings.providerSettings(),
          settings.errorRules(),
          errors,
          clock,
          (int) settings.topics().maxRecordSize().bytes(),
          settings.stream().deltaEvery());
    } catch (IllegalArgumentException unusable) {
      throw new StartException(
          ExitStatus.CONFIGURATION, String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /**
   * Takes up at once what the former processes of the state directory had under way. Call it before
   * any call starts, and with Kafka Streams' lock on the directory, which proves that they have
   * ended.
   *
   * @param lifecycle has to stop Kafka Streams, which releases the lock, afterwards
   * @return whether one of them ended without a stop
   */
  boolean takeOver(Settings settings, int partitions, Lifecycle lifecycle) throws StartException {
    OwnerIds ids = new OwnerIds(StateDirectory.of(settings), settings.instance());
    try {
      Set<String> dead = ids.add(dispatcher.ownerId());
      new DeadOwners(attempts, partitions).report(dead, () -> forget(ids, dead));
      lifecycle.onStop("owner IDs", () -> ids.leave(dispatcher.ownerId()));
      return !dead.isEmpty();
    } catch (IOException failed) {
      throw new StartException(
          ExitStatus.STATE_UNUSABLE,
          StateDirectory.explained(settings.stateDir(), failed.toString()),
          failed);
    }
  }

  private static void forget(OwnerIds ids, Set<String> dead) {
    try {
      ids.remove(dead);
    } catch (IOException again) {
      log.warn("the next start reports again which processes have ended: {}", again.toString());
    }
  }
}
