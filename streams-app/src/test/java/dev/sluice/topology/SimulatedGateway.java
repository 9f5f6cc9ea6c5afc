package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Routes;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.ViewListener;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Opens the gateway's processor and the rows of its stores to the simulation. */
public final class SimulatedGateway {
  public static final String POLICIES = StoreNames.POLICIES;
  public static final String LIMITS = StoreNames.LIMITS;
  public static final String JOURNAL = StoreNames.JOURNAL;
  public static final String PAYLOADS = StoreNames.PAYLOADS;
  public static final String VIEW = StoreNames.VIEW;
  public static final List<String> BY_TIME =
      List.of(StoreNames.REQUEST_IDS, StoreNames.CLOSED, StoreNames.VIEW);

  private static final JournalRows ROWS =
      new JournalRows(RowFormats.newest(), new RecordSizes(1 << 20));

  /** The sink of what can't be answered. */
  public static final String DEAD_LETTERS = NodeNames.DEAD_LETTERS_SINK;

  /** One for all histories, so that they write a few lines together. */
  private static final RerouteLog LINES = new RerouteLog();

  private static final AvroRowCodec<TenantPolicy> POLICY_ROWS =
      new AvroRowCodec<>(TenantPolicy.getClassSchema(), RowFormats.newest());

  private SimulatedGateway() {}

  /** What one process gives its tasks. */
  public record Simulated(Dispatcher dispatcher, OpenTransaction transaction, ViewListener view) {}

  public static Processor<byte[], byte[], Object, Object> processor(
      GatewaySettings settings,
      Routes routes,
      PollingIds pollingIds,
      Simulated process,
      TopicSerdes formats) {
    TopologyParts parts =
        new TopologyParts(
            settings,
            routes,
            pollingIds,
            process.dispatcher(),
            process.transaction(),
            new PoisonPills(),
            TaskListener.NONE,
            process.view());
    return new Router(parts, formats, LINES);
  }

  /** A record that goes to another partition of its topic. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record ReroutedInput(
      int partition, byte[] key, byte @Nullable [] value, Headers headers) {}

  /** What was forwarded as an event; null of what is rerouted. */
  public static @Nullable SpecificRecord event(Record<?, ?> forwarded) {
    return forwarded.value() instanceof EncodedEvent encoded ? encoded.event() : null;
  }

  /** What was forwarded to the sink of its topic. */
  public static ReroutedInput rerouted(Record<?, ?> forwarded) {
    Rerouted rerouted = (Rerouted) forwarded.value();
    return new ReroutedInput(
        rerouted.partition(), (byte[]) forwarded.key(), rerouted.bytes(), forwarded.headers());
  }

  /** The version of a row of the policies. */
  public static long policyVersion(byte[] row) {
    return POLICY_ROWS.decode(row).getVersion();
  }

  /** The call of a row of the journal. */
  public static Call call(String pollingId, byte[] row) {
    return ROWS.decode(pollingId, row).call();
  }
}
