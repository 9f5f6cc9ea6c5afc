package dev.sluice.topology;

import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.Command;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * How the topics' values are read and written. Streams shares each among the tasks of all its
 * threads.
 *
 * @param committed reads the values of results and errors for webhooks; null for anything else
 * @param events writes the values of polling, results and errors
 */
public record TopicSerdes(
    Deserializer<Decoded<CompletionRequest>> requests,
    Deserializer<Decoded<AttemptOutcome>> attempts,
    Deserializer<Decoded<Command>> commands,
    Deserializer<Decoded<TenantPolicy>> tenants,
    Deserializer<SpecificRecord> committed,
    Serializer<SpecificRecord> events) {

  public static TopicSerdes of(RegistrySerdes wire, TopicNames topics) {
    return new TopicSerdes(
        wire.deserializer(CompletionRequest.class),
        wire.deserializer(AttemptOutcome.class),
        wire.deserializer(Command.class),
        wire.deserializer(TenantPolicy.class),
        committed(wire, topics),
        events(wire));
  }

  /** Of the topics that the gateway decides on. */
  Deserializer<? extends Decoded<?>> of(String topic, TopicNames topics) {
    if (topic.equals(topics.requests())) {
      return requests;
    }
    if (topic.equals(topics.attempts())) {
      return attempts;
    }
    return topic.equals(topics.commands()) ? commands : tenants;
  }

  private static Deserializer<SpecificRecord> committed(RegistrySerdes wire, TopicNames topics) {
    var results = wire.deserializer(CompletionResult.class);
    var errors = wire.deserializer(ErrorRecord.class);
    var budgets = wire.deserializer(BudgetEvent.class);
    return (topic, bytes) -> {
      if (topic.equals(topics.budgets())) {
        return readable(budgets.deserialize(topic, bytes));
      }
      return topic.equals(topics.results())
          ? readable(results.deserialize(topic, bytes))
          : readable(errors.deserialize(topic, bytes));
    };
  }

  private static @Nullable SpecificRecord readable(Decoded<? extends SpecificRecord> decoded) {
    return decoded instanceof Decoded.Readable<? extends SpecificRecord> readable
        ? readable.value()
        : null;
  }

  private static Serializer<SpecificRecord> events(RegistrySerdes wire) {
    Serializer<PollingEvent> polling = wire.serializer(PollingEvent.class);
    Serializer<CompletionResult> results = wire.serializer(CompletionResult.class);
    Serializer<ErrorRecord> errors = wire.serializer(ErrorRecord.class);
    Serializer<BudgetEvent> budgets = wire.serializer(BudgetEvent.class);
    return (topic, event) -> {
      if (event instanceof BudgetEvent budget) {
        return budgets.serialize(topic, budget);
      }
      if (event instanceof PollingEvent pollingEvent) {
        return polling.serialize(topic, pollingEvent);
      }
      return event instanceof CompletionResult result
          ? results.serialize(topic, result)
          : errors.serialize(topic, (ErrorRecord) event);
    };
  }
}
