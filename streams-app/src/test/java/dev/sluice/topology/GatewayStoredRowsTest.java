package dev.sluice.topology;

import dev.sluice.admission.AlertMark;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.Metric;
import dev.sluice.admission.PayloadHash;
import dev.sluice.admission.Reservation;
import dev.sluice.admission.Reservation.Debit;
import dev.sluice.admission.ReservationCodec;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.SpendRow;
import dev.sluice.admission.Window;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.PollingId;
import dev.sluice.failure.FailureType;
import dev.sluice.store.v1.ClosedRow;
import dev.sluice.store.v1.JournalRow;
import dev.sluice.store.v1.PlannedTargetRow;
import dev.sluice.store.v1.ProviderBatchRow;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import dev.sluice.v1.Sampling;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.Events;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.AvroTrust;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.StoredRow;
import dev.sluice.wire.StoredRowsContract;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/** The rows of the gateway's stores, over releases. */
class GatewayStoredRowsTest extends StoredRowsContract {
  static {
    AvroTrust.establish();
  }

  private static final Instant AT = CallFixtures.NOON;
  private static final ScopeValue TENANT = ScopeValue.ofTenant("acme");

  /** Requests in a second, open calls, spend in a month of Berlin's, and a count of values. */
  private static final String LIMITS =
      "0180b083c59868030101000580c8cf98a0060205002c01000505"
          + "0d4575726f70652f4265726c696e000180fc0203804f120180fc0202b004"
          + "0600020000010403c0d98ac59868";

  @Override
  protected List<StoredRow> rows() {
    return List.of(
        avro("policies", policy(), GatewayStoredRowsTest::policyAgain),
        new StoredRow(
            "limits",
            null,
            0,
            HexFormat.of().parseHex(LIMITS),
            (bytes, formats) -> ScopeRowCodec.encode(ScopeRowCodec.decode(bytes))),
        own(
            "request-ids",
            new IdempotencyRecord(
                    PayloadHash.ofPayload(new byte[] {1}), "resp_1", AT.toEpochMilli())
                .encode(),
            bytes -> IdempotencyRecord.decode(bytes).encode()),
        own(
            "sequence",
            new Sequence(17, AT.toEpochMilli(), 11).encode(),
            bytes -> Sequence.decode(bytes).encode()),
        own(
            "owners",
            OwnerSigns.encode(AT.toEpochMilli()),
            bytes -> OwnerSigns.encode(OwnerSigns.decode(bytes))),
        own(
            "alerts",
            new AlertMark(List.of(800, 1_000)).encode(),
            bytes -> AlertMark.decode(bytes).encode()),
        own(
            "spend",
            SpendRow.of("acme", "chat", "openai/gpt-5").plus(AT, 1_250L, 400).encode(),
            bytes -> SpendRow.decode(bytes).encode()),
        avro(
            "journal-queued",
            journal(CallStatus.QUEUED).build(),
            GatewayStoredRowsTest::journalAgain),
        avro(
            "journal-owned",
            journal(CallStatus.IN_PROGRESS)
                .setAttemptId("att_2")
                .setOwnerId("owner-1")
                .setOwnedSince(AT.plusSeconds(1))
                .build(),
            GatewayStoredRowsTest::journalAgain),
        avro(
            "journal-parked",
            journal(CallStatus.PARKED).setNotBefore(AT.plusSeconds(9)).build(),
            GatewayStoredRowsTest::journalAgain),
        avro(
            "journal-batched",
            journal(CallStatus.QUEUED).setAttemptId("att_2").setBatchId("batch_2").build(),
            GatewayStoredRowsTest::journalAgain),
        avro(
            "provider-batches",
            ProviderBatchRow.newBuilder()
                .setTarget("first")
                .setSince(AT)
                .setExpiresAt(AT.plusSeconds(86_400))
                .setOwnerId("owner-1")
                .setOwnedSince(AT.plusSeconds(1))
                .setProviderBatchId("batch_abc")
                .setEnded(true)
                .build(),
            GatewayStoredRowsTest::batchAgain),
        avro(
            "payloads",
            payload(),
            (bytes, formats) -> {
              PayloadRows rows = new PayloadRows(formats);
              return rows.encode(rows.decode(bytes));
            }),
        avro(
            "closed",
            closed(),
            (bytes, formats) -> {
              ClosedRows rows = new ClosedRows(formats);
              return rows.encode(rows.decode(new PollingId("resp_1", 0, AT, 7), bytes));
            }));
  }

  private static byte[] policyAgain(byte[] bytes, RowFormats formats) {
    AvroRowCodec<TenantPolicy> rows = new AvroRowCodec<>(TenantPolicy.getClassSchema(), formats);
    return rows.encode(rows.decode(bytes));
  }

  private static byte[] journalAgain(byte[] bytes, RowFormats formats) {
    JournalRows rows = new JournalRows(formats, new RecordSizes(1 << 20));
    return rows.encode(rows.decode("resp_1", bytes));
  }

  private static byte[] batchAgain(byte[] bytes, RowFormats formats) {
    AvroRowCodec<ProviderBatchRow> rows =
        new AvroRowCodec<>(ProviderBatchRow.getClassSchema(), formats);
    return BatchRows.encode(rows, BatchRows.decode(rows, bytes));
  }

  private static StoredRow avro(
      String name, SpecificRecord sample, BiFunction<byte[], RowFormats, byte[]> rewrite) {
    byte[] bytes = new AvroRowCodec<>(sample.getSchema()).encode(sample);
    return new StoredRow(name, sample.getSchema().getName(), 0, bytes, rewrite);
  }

  private static StoredRow own(String name, byte[] sample, UnaryOperator<byte[]> rewrite) {
    return new StoredRow(name, null, 0, sample, (bytes, formats) -> rewrite.apply(bytes));
  }

  private static TenantPolicy policy() {
    return TenantPolicy.newBuilder()
        .setVersion(7)
        .setKeys(
            List.of(
                KeyPolicy.newBuilder()
                    .setKeyId("batch")
                    .setApiKeySha256("ab".repeat(32))
                    .setModels(List.of("chat"))
                    .build()))
        .setLimits(
            List.of(
                Limit.newBuilder()
                    .setPer(List.of(LimitScope.KEY, LimitScope.USER))
                    .setMetric(LimitMetric.SPEND)
                    .setAmount(5_000_000)
                    .setWindow(LimitWindow.MONTH)
                    .setTimeZone("Europe/Berlin")
                    .setMaxValues(100)
                    .build()))
        .setMaxQueued(20)
        .setChangedAt(AT)
        .setChangedBy("config")
        .build();
  }

  private static JournalRow.Builder journal(CallStatus status) {
    return JournalRow.newBuilder()
        .setTenant("acme")
        .setRequestId("r-1")
        .setKeyId("batch")
        .setUser("ann")
        .setModel("chat")
        .setMetadata(Map.of("team", "search"))
        .setPartition(3)
        .setOffset(17)
        .setAcceptedAt(AT)
        .setDeadline(AT.plusSeconds(60))
        .setPolicyVersion(7)
        .setRank(-1)
        .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .setPlan(
            List.of(
                PlannedTargetRow.newBuilder().setTarget("first").build(),
                PlannedTargetRow.newBuilder()
                    .setTarget("second")
                    .setSampling(
                        Sampling.newBuilder().setTemperature(0.5).setMaxOutputTokens(100).build())
                    .build()))
        .setPosition(1)
        .setStarted(2)
        .setStatus(status)
        .setEnded(List.of(Events.attempt(1, "first", Events.failure(FailureType.OVERLOADED))))
        .setReservation(reservation());
  }

  private static ClosedRow closed() {
    return ClosedRow.newBuilder()
        .setTenant("acme")
        .setRequestId("r-1")
        .setKeyId("batch")
        .setUser("ann")
        .setModel("chat")
        .setAcceptedAt(AT)
        .setPolicyVersion(7)
        .setSettled(List.of("att_1", "att_2"))
        .setReservation(reservation())
        .build();
  }

  private static ByteBuffer reservation() {
    return ByteBuffer.wrap(
        ReservationCodec.encode(
            new Reservation(
                AT.toEpochMilli(),
                List.of(
                    new Debit(TENANT, Metric.REQUESTS, Window.MINUTE, 1),
                    new Debit(TENANT, Metric.SPEND, Window.DAY, ZoneOffset.UTC, 1_200)))));
  }

  private static CompletionRequest payload() {
    return CompletionRequest.newBuilder()
        .setRequestId("r-1")
        .setModel("chat")
        .setMessages(
            List.of(
                Message.newBuilder().setRole(Role.SYSTEM).setText("be brief").build(),
                Message.newBuilder()
                    .setRole(Role.USER)
                    .setParts(
                        List.of(
                            ContentPart.newBuilder()
                                .setType(ContentPartType.FILE)
                                .setData(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                                .setMediaType("application/pdf")
                                .build()))
                    .build()))
        .setSampling(Sampling.newBuilder().setStop(List.of("END")).build())
        .setExtraBody("{\"tools\":[]}")
        .setUser("ann")
        .setMetadata(Map.of("team", "search"))
        .setDeadline(AT.plusSeconds(60))
        .setPriority(3)
        .build();
  }
}
