package dev.sluice.gateway;

import dev.sluice.call.AttemptReport;
import dev.sluice.dispatch.AttemptsFormat;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.OutcomeRecords;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;

/** Writes the values of the attempts topic in the wire format. */
record AttemptsSerializer(String topic, Serializer<AttemptOutcome> values)
    implements AttemptsFormat {

  @Override
  public byte[] outcome(AttemptReport report) {
    return values.serialize(topic, OutcomeRecords.toRecord(report));
  }

  @Override
  public byte[] alive(String ownerId, Instant now, List<String> attemptIds) {
    return values.serialize(topic, OutcomeRecords.ownerAlive(ownerId, now, attemptIds));
  }

  @Override
  public byte[] dead(String ownerId, Instant now) {
    return values.serialize(topic, OutcomeRecords.ownerDead(ownerId, now));
  }

  @Override
  public byte[] mark(String ownerId, Instant now, String mark) {
    return values.serialize(topic, OutcomeRecords.mark(ownerId, now, mark));
  }

  @Override
  public byte[] batchCreated(String ownerId, Instant now, String batchId, String providerId) {
    return values.serialize(topic, OutcomeRecords.batchCreated(ownerId, now, batchId, providerId));
  }

  @Override
  public byte[] batchEnded(String ownerId, Instant now, String batchId) {
    return values.serialize(topic, OutcomeRecords.batchEnded(ownerId, now, batchId));
  }
}
