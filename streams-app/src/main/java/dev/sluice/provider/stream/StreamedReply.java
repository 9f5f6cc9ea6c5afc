package dev.sluice.provider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.FilteredDeltas;
import dev.sluice.call.StreamTiming;
import dev.sluice.call.TextFilter;
import dev.sluice.json.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reply while it streams in: divides it into events, has them put together, and notes the text
 * and the times. Never throws for what it reads. Confined to one exchange; not thread-safe.
 *
 * <p>What is bounded is the reply, as without a stream: the events that tell it take fifty times
 * its bytes and are not kept. It grows by no more than what was read, so it is written and measured
 * only when it may have become too large.
 */
public final class StreamedReply {
  private final EventReader reader;
  private final ReplyAssembler assembler;
  private final int maxBytes;
  private final Times times;
  private final StringBuilder text = new StringBuilder();

  /** So many bytes can be read before the reply may be too large. */
  private int unmeasured;

  private int pieces;
  private boolean tooLarge;
  private boolean withReasoning;
  private @Nullable Instant first;
  private @Nullable Instant last;
  private @Nullable Throwable unforeseen;
  private Consumer<List<AnswerDelta>> listener = deltas -> {};
  private final FilteredDeltas characters = new FilteredDeltas(WholeCharacters::new);
  private final List<FilteredDeltas> filters = new ArrayList<>();

  /**
   * @param startedAt when the attempt began
   * @param idle how long no byte may come after the first one; positive
   */
  public record Times(InstantSource clock, Instant startedAt, Duration idle) {}

  /**
   * @param maxBytes of one event, and of the reply that is put together
   */
  public StreamedReply(StreamApi api, int maxBytes, Times times) {
    this.reader = api.framing().reader(maxBytes);
    this.assembler = api.assembler();
    this.maxBytes = maxBytes;
    this.times = times;
    this.unmeasured = maxBytes;
  }

  /** Has what the answer adds told, once the filters have let it pass; before anything is read. */
  public void tell(Consumer<List<AnswerDelta>> listener) {
    this.listener = listener;
  }

  /** Adds a filter for what is told; each text has one of its own. */
  public void filter(Supplier<? extends TextFilter> filter) {
    filters.add(new FilteredDeltas(filter));
  }

  /** How long no byte may come after the first one. */
  public Duration idleTimeout() {
    return times.idle();
  }

  /** Takes all bytes that remain in the buffer. */
  public void read(ByteBuffer bytes) {
    int size = bytes.remaining();
    guarded(
        () -> {
          take(reader.read(bytes));
          unmeasured -= size;
          if (unmeasured < 0) {
            measure(assembled().length);
          }
        });
  }

  /** Takes the end of the stream, also of one that broke. */
  public void end() {
    guarded(
        () -> {
          take(reader.end());
          tell(List.of(), true);
        });
  }

  /** Whether nothing more is awaited: all has been said, or nothing more can be read. */
  public boolean isOver() {
    return isFaulty() || assembler.isComplete();
  }

  /** Whether nothing more can be read. */
  public boolean isFaulty() {
    return tooLarge || unforeseen != null || reader.fault() != null;
  }

  /** How many characters of text have come, and pieces of other things: a measure of the work. */
  public int size() {
    return text.length() + pieces;
  }

  /**
   * How the stream ended, unless something else is known to have ended it.
   *
   * @param otherwise what ended a stream that was neither whole nor at fault
   */
  public StreamEnd ended(StreamEnd otherwise) {
    if (unforeseen != null) {
      return StreamEnd.UNFORESEEN;
    }
    if (tooLarge || reader.fault() == EventReader.Fault.TOO_LARGE) {
      return StreamEnd.TOO_LARGE;
    }
    if (assembler.isComplete()) {
      return StreamEnd.WHOLE;
    }
    return reader.fault() == null ? otherwise : StreamEnd.MALFORMED;
  }

  /** What went wrong here; null as a rule. */
  public @Nullable Throwable unforeseen() {
    return unforeseen;
  }

  /** Puts together what has come, and holds it to its bound: call it before {@link #ended}. */
  public StreamedPart part() {
    String[] reply = {""};
    guarded(
        () -> {
          byte[] bytes = assembled();
          measure(bytes.length);
          reply[0] = new String(bytes, 0, Math.min(bytes.length, maxBytes), UTF_8);
        });
    return new StreamedPart(reply[0], WholeCharacters.in(text.toString()), timing());
  }

  private void take(List<StreamEvent> events) {
    for (StreamEvent event : events) {
      List<AnswerDelta> deltas = assembler.add(event);
      if (!deltas.isEmpty()) {
        last = times.clock().instant();
        first = first == null ? last : first;
        deltas.forEach(this::note);
        tell(deltas, false);
      }
    }
  }

  private void tell(List<AnswerDelta> deltas, boolean end) {
    List<AnswerDelta> passed = deltas;
    for (FilteredDeltas filter : filters) {
      List<AnswerDelta> next = new ArrayList<>(filter.add(passed));
      if (end) {
        next.addAll(filter.end());
      }
      passed = next;
    }
    // last: the others may cut where they like
    passed = characters.add(passed);
    if (end && assembler.isComplete()) {
      passed.addAll(characters.end());
    }
    if (!passed.isEmpty()) {
      listener.accept(passed);
    }
  }

  private void note(AnswerDelta delta) {
    pieces++;
    if (delta instanceof AnswerDelta.Text piece) {
      text.append(piece.text());
    } else if (delta instanceof AnswerDelta.Refusal piece) {
      text.append(piece.text());
    } else if (delta instanceof AnswerDelta.Reasoning) {
      withReasoning = true;
    }
  }

  private void measure(int size) {
    tooLarge |= size > maxBytes;
    // not too often, at the price of going beyond the bound by an eighth
    unmeasured = Math.max(maxBytes - size, maxBytes / 8);
  }

  private byte[] assembled() {
    try {
      return Json.MAPPER.writeValueAsBytes(assembler.reply());
    } catch (JsonProcessingException tooDeep) {
      return new byte[0];
    }
  }

  private @Nullable StreamTiming timing() {
    return first == null || last == null
        ? null
        : new StreamTiming(since(first), since(last), withReasoning);
  }

  private Duration since(Instant moment) {
    return Duration.between(times.startedAt(), moment);
  }

  /** The exchange has to end, whatever an assembler has overlooked. */
  private void guarded(Runnable work) {
    if (unforeseen == null) {
      try {
        work.run();
      } catch (RuntimeException | StackOverflowError thrown) {
        unforeseen = thrown;
      }
    }
  }
}
