package dev.sluice.topology;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Lets every failed write end its transaction, and reports to {@link PoisonPills} the one that no
 * retry can cure: a record larger than the producer takes. Created by Kafka Streams for each of its
 * threads.
 */
public final class GatewayProductionExceptionHandler extends DefaultProductionExceptionHandler {
  /** The Kafka Streams setting that passes the process's {@link PoisonPills}. */
  public static final String POISON_CONFIG = "sluice.poison";

  private @Nullable PoisonPills poison;

  @Override
  public void configure(Map<String, ?> configs) {
    // not super's: it reads the name of a dead letter topic, and would write whole records there
    poison = (PoisonPills) configs.get(POISON_CONFIG);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
    // thrown by the producer within send(), so the context is still that of the input
    if (poison != null && failure instanceof RecordTooLargeException && context.topic() != null) {
      poison.failed(
          new SourcePosition(context.topic(), context.partition(), context.offset()), failure);
    }
    return super.handleError(context, record, failure);
  }
}
