package dev.sluice.simulation;

import dev.sluice.topology.SimulatedGateway;
import dev.sluice.view.SimulatedView;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What one initialisation of a task gives its processor. */
final class TaskContext implements ProcessorContext<Object, Object> {
  private final int partition;
  private final TaskState state;
  private final Consumer<TaskState.Change> changed;
  private final BiConsumer<Record<?, ?>, String> forwarded;
  private final List<Punctuation> punctuations;
  private final LongSupplier nowMs;
  private final SimulatedView view;
  @Nullable RecordMetadata input;

  TaskContext(
      int partition,
      TaskState state,
      Consumer<TaskState.Change> changed,
      BiConsumer<Record<?, ?>, String> forwarded,
      List<Punctuation> punctuations,
      LongSupplier nowMs,
      SimulatedView view) {
    this.partition = partition;
    this.state = state;
    this.changed = changed;
    this.forwarded = forwarded;
    this.punctuations = punctuations;
    this.nowMs = nowMs;
    this.view = view;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Kafka Streams does it
  public <S extends StateStore> S getStateStore(String name) {
    if (!SimulatedGateway.BY_TIME.contains(name)) {
      return (S) new Rows(name, state.store(name), changed);
    }
    RowsByTime rows = new RowsByTime(name, state.store(name), changed);
    return (S) (name.equals(SimulatedGateway.VIEW) ? view.open(rows) : rows);
  }

  @Override
  public <K, V> void forward(Record<K, V> record) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <K, V> void forward(Record<K, V> record, String sink) {
    forwarded.accept(record, sink);
  }

  @Override
  public Cancellable schedule(Duration every, PunctuationType type, Punctuator punctuator) {
    Punctuation punctuation = new Punctuation(every.toMillis(), nowMs.getAsLong(), punctuator);
    punctuations.add(punctuation);
    return punctuation;
  }

  @Override
  public Cancellable schedule(
      Instant start, Duration every, PunctuationType type, Punctuator punctuator) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long currentSystemTimeMs() {
    return nowMs.getAsLong();
  }

  @Override
  public Optional<RecordMetadata> recordMetadata() {
    return Optional.ofNullable(input);
  }

  @Override
  public void commit() {}

  @Override
  public String applicationId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public TaskId taskId() {
    return new TaskId(0, partition);
  }

  @Override
  public Serde<?> keySerde() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Serde<?> valueSerde() {
    throw new UnsupportedOperationException();
  }

  @Override
  public File stateDir() {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamsMetrics metrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Object> appConfigs() {
    return Map.of();
  }

  @Override
  public Map<String, Object> appConfigsWithPrefix(String prefix) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long currentStreamTimeMs() {
    throw new UnsupportedOperationException();
  }

  /** A wall-clock punctuation; only its owner's cancelling ends it, not the end of the task. */
  static final class Punctuation implements Cancellable {
    private final long everyMs;
    private final Punctuator punctuator;
    private long nextMs;
    private boolean cancelled;

    private Punctuation(long everyMs, long nowMs, Punctuator punctuator) {
      this.everyMs = everyMs;
      this.nextMs = nowMs + everyMs;
      this.punctuator = punctuator;
    }

    boolean isDue(long nowMs) {
      return !cancelled && nowMs >= nextMs;
    }

    void fire(long nowMs) {
      nextMs = nowMs + everyMs;
      punctuator.punctuate(nowMs);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
