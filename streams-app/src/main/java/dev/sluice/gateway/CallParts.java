package dev.sluice.gateway;

import dev.sluice.call.Credit;
import dev.sluice.config.Settings;
import dev.sluice.dispatch.AttemptsProducer;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.dispatch.GuardedProvider;
import dev.sluice.dispatch.GuardrailChecks;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.provider.Providers;
import dev.sluice.topology.UsageEstimate;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import java.time.InstantSource;

/** What makes calls: the providers, behind guardrails, and what starts and reports attempts. */
record CallParts(Providers providers, CallDispatcher dispatcher) {

  /**
   * @param lifecycle stops each part, the dispatcher first
   */
  static CallParts open(
      Settings settings,
      TopicNames topics,
      KafkaClients clients,
      RegistrySerdes wire,
      InstantSource clock,
      Lifecycle lifecycle) {
    Providers providers =
        ProviderFactory.open(
            settings.providerSettings(), clock, (int) settings.topics().maxRecordSize().bytes());
    lifecycle.onStop("providers", providers::close);
    AttemptsProducer log =
        new AttemptsProducer(
            topics,
            AttemptsProducer.producer(RecordSettings.addedTo(clients.producer(), settings)),
            new AttemptsSerializer(topics.attempts(), wire.serializer(AttemptOutcome.class)),
            clock);
    lifecycle.onStop("outcomes", log::close);
    GuardrailChecks checks = new GuardrailChecks(GuardrailKinds.installed(), UsageEstimate::of);
    lifecycle.onStop("guardrails", checks::close);
    CallDispatcher dispatcher =
        new CallDispatcher(
            providers.around(provider -> new GuardedProvider(provider, checks)),
            log,
            new Credit(
                settings.dispatch().maxInFlight(), settings.dispatch().maxBytesInFlight().bytes()),
            settings.dispatch().cooldown().toPolicy(),
            clock);
    lifecycle.onStop("calls", dispatcher::close);
    return new CallParts(providers, dispatcher);
  }
}
