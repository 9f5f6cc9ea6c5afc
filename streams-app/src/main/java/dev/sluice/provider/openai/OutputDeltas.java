package dev.sluice.provider.openai;

import dev.sluice.call.AnswerDelta;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a response's output, put together as {@link OpenAiResponsesAnswers} does:
 * refusals and reasoning in paragraphs, texts without a gap. Confined to one exchange.
 */
final class OutputDeltas {
  private static final String PARAGRAPH = "\n\n";

  private final List<AnswerDelta> waiting = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refused = new StringBuilder();
  private final Set<Integer> begun = new HashSet<>();
  private final List<AnswerDelta.ToolArguments> early = new ArrayList<>();
  private @Nullable Object refusal;
  private @Nullable Object reasoning;
  private int calls;

  int nextCall() {
    return calls++;
  }

  void begin(int call, String id, String name, boolean custom) {
    if (begun.add(call)) {
      waiting.add(new AnswerDelta.ToolCallBegun(call, id, name, custom));
      early.stream().filter(piece -> piece.index() == call).forEach(waiting::add);
      early.removeIf(piece -> piece.index() == call);
    }
  }

  /** Waits for the call's name. */
  void arguments(int call, String piece) {
    AnswerDelta.ToolArguments delta = new AnswerDelta.ToolArguments(call, piece);
    if (begun.contains(call)) {
      waiting.add(delta);
    } else {
      early.add(delta);
    }
  }

  /**
   * @param part what it is a piece of, which is one paragraph
   */
  void add(OutputKind kind, Object part, String piece) {
    switch (kind) {
      case TEXT -> {
        text.append(piece);
        waiting.add(new AnswerDelta.Text(piece));
      }
      case REFUSAL -> {
        refused.append(piece);
        waiting.add(new AnswerDelta.Refusal(gap(refusal, part) + piece));
        refusal = part;
      }
      default -> {
        waiting.add(new AnswerDelta.Reasoning(gap(reasoning, part) + piece));
        reasoning = part;
      }
    }
  }

  private static String gap(@Nullable Object before, Object part) {
    return before == null || before == part ? "" : PARAGRAPH;
  }

  /**
   * Whether nothing else was told than is in such an output.
   *
   * @param texts its texts in a row
   * @param refusals its refusals in a row
   */
  boolean areOf(String texts, String refusals, int toolCalls) {
    return texts.startsWith(text.toString())
        && refusals.startsWith(refused.toString())
        && toolCalls >= calls;
  }

  List<AnswerDelta> take() {
    List<AnswerDelta> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
