package dev.sluice.delivery;

import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.view.ResponseStatus;
import dev.sluice.webhook.WebhookEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Creates webhooks from the terminal records and budget events of one partition. Confined to the
 * stream thread of its task.
 */
final class WebhookProcessor implements Processor<String, SpecificRecord, Void, Void> {
  static final String STORE = "pending";

  /** At least Kafka Streams' own poll.ms: only a record wakes a thread earlier. */
  private static final Duration BEAT = Duration.ofMillis(100);

  private final DeliverySettings settings;
  private final WebhookEndpoints endpoints;
  private final DeliveryDispatcher dispatcher;
  private final DeliveryCounts counts;

  private @Nullable Live live;

  /** The state between init and close; a task may be initialized again. */
  private record Live(
      ProcessorContext<Void, Void> context,
      DeliveryDispatcher.DeliverySlots slots,
      Deliveries deliveries,
      Cancellable beat) {}

  WebhookProcessor(
      DeliverySettings settings,
      WebhookEndpoints endpoints,
      DeliveryDispatcher dispatcher,
      DeliveryCounts counts) {
    this.settings = settings;
    this.endpoints = endpoints;
    this.dispatcher = dispatcher;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    PendingRows rows = new PendingRows(context.getStateStore(STORE), settings.rows());
    DeliveryDispatcher.DeliverySlots slots = dispatcher.open();
    Deliveries deliveries = new Deliveries(settings, endpoints, rows, slots, counts);
    Cancellable beat =
        context.schedule(
            BEAT,
            PunctuationType.WALL_CLOCK_TIME,
            now -> deliveries.goOn(Instant.ofEpochMilli(now)));
    live = new Live(context, slots, deliveries, beat);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    Live now = live;
    if (now != null && record.key() != null) {
      event(record.value())
          .ifPresent(
              event ->
                  now.deliveries()
                      .take(
                          record.key(),
                          event,
                          Instant.ofEpochMilli(now.context().currentSystemTimeMs())));
    }
  }

  /**
   * Nothing written here would be committed: webhooks with an attempt under way are sent again by
   * the next owner.
   */
  @Override
  public void close() {
    if (live != null) {
      live.beat().cancel();
      live.slots().close();
      live.deliveries().close();
      live = null;
    }
  }

  private static Optional<WebhookEvent> event(@Nullable SpecificRecord record) {
    if (record instanceof CompletionResult result) {
      return Optional.of(
          WebhookEvent.of(
              result.getPollingId(), ResponseStatus.of(result), result.getCompletedAt()));
    }
    if (record instanceof BudgetEvent reached) {
      return Optional.of(BudgetWebhooks.of(reached));
    }
    return record instanceof ErrorRecord error && error.getPollingId() != null
        ? Optional.of(
            WebhookEvent.of(error.getPollingId(), ResponseStatus.of(error), error.getOccurredAt()))
        : Optional.empty();
  }
}
