package dev.sluice.topology;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Lets every failed write end its transaction, and tells {@link Poison} of one that no try can do:
 * a record that is larger than the producer takes. Made by Kafka Streams for each of its threads.
 */
public final class ProductionFailures extends DefaultProductionExceptionHandler {
  /** The setting of Kafka Streams that hands the process's {@link Poison} over. */
  public static final String POISON_CONFIG = "sluice.poison";

  private @Nullable Poison poison;

  @Override
  public void configure(Map<String, ?> configs) {
    // not super's: it takes the name of a dead letter topic, and would write whole records there
    poison = (Poison) configs.get(POISON_CONFIG);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
    // thrown by the producer within send(), so that the context is still that of the input
    if (poison != null && failure instanceof RecordTooLargeException && context.topic() != null) {
      poison.failed(new Position(context.topic(), context.partition(), context.offset()), failure);
    }
    return super.handleError(context, record, failure);
  }
}
