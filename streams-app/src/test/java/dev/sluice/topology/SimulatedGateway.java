package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Routes;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.RowFormats;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;

/** Opens the gateway's processor and the rows of its stores to the simulation. */
public final class SimulatedGateway {
  public static final String LIMITS = StoreNames.LIMITS;
  public static final String JOURNAL = StoreNames.JOURNAL;
  public static final String PAYLOADS = StoreNames.PAYLOADS;
  public static final List<String> BY_TIME = List.of(StoreNames.REQUEST_IDS, StoreNames.CLOSED);

  private static final JournalRows ROWS =
      new JournalRows(RowFormats.newest(), new RecordSizes(1 << 20));

  private SimulatedGateway() {}

  public static Processor<String, Decoded<?>, String, SpecificRecord> processor(
      GatewaySettings settings, Routes routes, PollingIds pollingIds, Dispatcher dispatcher) {
    return new GatewayProcessor(
        settings, routes, pollingIds, dispatcher, new Poison(), TaskListener.NONE);
  }

  /** The call of a row of the journal. */
  public static Call call(String pollingId, byte[] row) {
    return ROWS.decode(pollingId, row).call();
  }
}
