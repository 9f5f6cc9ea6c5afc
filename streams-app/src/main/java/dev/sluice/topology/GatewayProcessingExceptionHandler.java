package dev.sluice.topology;

import dev.sluice.view.ViewTopology;
import dev.sluice.wire.TextLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips records that the view can't show, and lets any other failure end its transaction. The view
 * may go on at once: it writes one row for each event, as its last step. The gateway may not; see
 * {@link GatewayProcessor}. Created by Kafka Streams for each of its threads.
 */
public final class GatewayProcessingExceptionHandler implements ProcessingExceptionHandler {
  /** The Kafka Streams setting that passes the target of dead letters. */
  public static final String DEAD_LETTERS_CONFIG = "sluice.dead.letters";

  private static final Logger log =
      LoggerFactory.getLogger(GatewayProcessingExceptionHandler.class);

  /** The topic of dead letters, and the format of its values. */
  public record DeadLetters(String topic, Serializer<SpecificRecord> values) {}

  private @Nullable DeadLetters deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = (DeadLetters) configs.get(DEAD_LETTERS_CONFIG);
  }

  @Override
  public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
    boolean ofView = ViewTopology.PROCESSOR.equals(context.processorNodeId());
    if (deadLetters == null || !ofView || record == null || !PoisonPills.isOfRecord(failure)) {
      return Response.fail();
    }
    SourcePosition position =
        new SourcePosition(context.topic(), context.partition(), context.offset());
    log.error("{} is not shown in the view", position, failure);
    String key = record.key() instanceof String tenant ? TextLimits.tenant(tenant) : null;
    byte[] value =
        deadLetters
            .values()
            .serialize(
                deadLetters.topic(),
                EventFactory.deadLetter(
                    key,
                    PoisonPills.describe(failure),
                    new Stamp(Instant.ofEpochMilli(context.timestamp()), position.source(0))));
    return Response.resume(
        List.of(
            new ProducerRecord<>(
                deadLetters.topic(),
                position.partition(),
                context.timestamp(),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value)));
  }
}
