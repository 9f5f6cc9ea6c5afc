package dev.sluice.topology;

import dev.sluice.admission.BusyTenant;
import dev.sluice.admission.Settlement;
import dev.sluice.bench.Examples;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.TargetHealth;
import dev.sluice.call.Transition;
import dev.sluice.failure.Failure;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.Contract;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.TopicNames;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is read and written of one call: topics' values and the journal's entry. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordsBenchmark {
  private static final TopicNames TOPICS = new TopicNames("sluice.");

  private static final Settlement NOTHING = new Settlement(Map.of(), List.of());

  private final RegistrySerdes wire = wire();
  private final Serializer<CompletionRequest> requestWriter =
      wire.serializer(CompletionRequest.class);
  private final Deserializer<Decoded<CompletionRequest>> requestReader =
      wire.deserializer(CompletionRequest.class);
  private final Serializer<CompletionResult> resultWriter = wire.serializer(CompletionResult.class);
  private final Deserializer<Decoded<CompletionResult>> resultReader =
      wire.deserializer(CompletionResult.class);
  private final AvroRowCodec<ErrorRecord> errors = new AvroRowCodec<>(ErrorRecord.getClassSchema());
  private final JournalRows journal =
      new JournalRows(RowFormats.newest(), new RecordSizes(1 << 20));

  private final SourcePosition position = new SourcePosition(TOPICS.requests(), 3, 118_004);
  private final Call call =
      new CallStateMachine(10, Examples.ROUTES)
          .start(Examples.queued(), "instance-1/7", TargetHealth.FIT, Examples.NOW);
  private final Failure failure = Examples.failure();
  private final CompletionRequest request = RequestRecords.toRecord(Examples.REQUEST);
  private final byte[] requestBytes = requestWriter.serialize(TOPICS.requests(), request);
  private final CompletionResult result = result();
  private final byte[] resultBytes = resultWriter.serialize(TOPICS.results(), result);
  private final JournalEntry entry =
      new JournalEntry(call, new BusyTenant().reservation(), requestBytes.length);
  private final byte[] entryBytes = journal.encode(entry);

  /** Failure, record, bytes, record, failure. */
  @Benchmark
  public Failure errorRecordRoundTrip() {
    return FailureRecords.fromRecord(errors.decode(errors.encode(error())).getFailure());
  }

  @Benchmark
  public byte[] writeRequest() {
    return requestWriter.serialize(TOPICS.requests(), request);
  }

  @Benchmark
  public Decoded<CompletionRequest> readRequest() {
    return requestReader.deserialize(TOPICS.requests(), requestBytes);
  }

  @Benchmark
  public byte[] writeResult() {
    return resultWriter.serialize(TOPICS.results(), result);
  }

  @Benchmark
  public Decoded<CompletionResult> readResult() {
    return resultReader.deserialize(TOPICS.results(), resultBytes);
  }

  @Benchmark
  public byte[] writeJournalEntry() {
    return journal.encode(entry);
  }

  @Benchmark
  public JournalEntry readJournalEntry() {
    return journal.decode(call.pollingId(), entryBytes);
  }

  private CompletionResult result() {
    AttemptReport report = Examples.report(call, new Outcome.Answered(Examples.ANSWER));
    Transition.Answered end =
        new Transition.Answered(
            report.attempt().target(), Examples.ANSWER, List.of(EndedAttempt.of(report)));
    Stamp stamp = new Stamp(Examples.NOW.plusSeconds(1), position.source(new Sequence(9, 0, 0)));
    return EventFactory.result(call, end, NOTHING, stamp);
  }

  private static RegistrySerdes wire() {
    RegistrySerdes wire = new RegistrySerdes(new MockSchemaRegistryClient(), RegistryWaits.DEFAULT);
    wire.registration(RegistryWaits.DEFAULT.blocking()).register(Contract.types(TOPICS));
    return wire;
  }

  private ErrorRecord error() {
    Transition.Failed end = new Transition.Failed(failure, List.of());
    return EventFactory.failed(
        call, end, NOTHING, new Stamp(Examples.NOW, position.source(new Sequence(9, 0, 0))));
  }

  /** The sizes of what is measured, in bytes. */
  public static void main(String[] args) {
    RecordsBenchmark all = new RecordsBenchmark();
    System.out.printf("request        %5d bytes%n", all.requestBytes.length);
    System.out.printf("result         %5d bytes%n", all.resultBytes.length);
    System.out.printf("error record   %5d bytes%n", all.errors.encode(all.error()).length);
    System.out.printf("journal entry  %5d bytes%n", all.entryBytes.length);
  }
}
