package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Outcome;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a server sends, it gets no further than the assembler. */
class StreamRobustnessTest {
  private static final List<StreamFixtures> STREAMS = StreamFixtures.all().toList();

  @Property(tries = 1_500)
  void shouldTakeWhateverComes(@ForAll long seed) {
    // Given
    StreamFixtures stream = STREAMS.get(Math.floorMod(seed, STREAMS.size()));

    // When
    Outcome outcome = outcome(stream, new RandomStreams(seed).made());

    // Then
    assertThat(outcome).isNotNull();
  }

  @Property(tries = 1_500)
  void shouldTakeAVendorsEventsInAnyOrderAndShape(@ForAll long seed) {
    // Given
    StreamFixtures stream = STREAMS.get(Math.floorMod(seed, STREAMS.size()));

    // When
    Outcome outcome = outcome(stream, new RandomStreams(seed).mixed(stream.events()));

    // Then
    assertThat(outcome).isNotNull();
  }

  /**
   * No call's arguments come before the call, or all deltas would be lost on whoever reads them.
   */
  private static Outcome outcome(StreamFixtures stream, List<StreamEvent> events) {
    ReplyAssembler assembler = stream.assembler();
    List<AnswerDelta> deltas = StreamFixtures.added(assembler, events);
    for (int i = 0; i < deltas.size(); i++) {
      if (deltas.get(i) instanceof AnswerDelta.ToolArguments piece) {
        assertThat(deltas.subList(0, i))
            .anyMatch(
                delta ->
                    delta instanceof AnswerDelta.ToolCallBegun begun
                        && begun.index() == piece.index());
      }
    }
    return stream.outcome(assembler.reply());
  }
}
