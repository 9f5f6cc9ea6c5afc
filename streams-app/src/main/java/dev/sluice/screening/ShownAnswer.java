package dev.sluice.screening;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.FilteredDeltas;
import dev.sluice.call.TextFilter;
import dev.sluice.guardrail.AnswerWindow;
import dev.sluice.guardrail.Guardrail;
import dev.sluice.guardrail.WindowChain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of an answer while it is written, before its guardrails have decided on the
 * whole. Nothing more is shown once one of them is going to block, from the first tool call on,
 * whose arguments can be masked only as a whole, and when a text goes on that another one had
 * interrupted: its end may have been shown as such. Confined to one attempt; not thread-safe.
 */
public final class ShownAnswer {
  private final List<Guardrail> guardrails;
  private final FilteredDeltas filtered = new FilteredDeltas(Filter::new);
  private final Set<Class<?>> before = new HashSet<>();
  private @Nullable AnswerDelta latest;
  private boolean closed;

  private ShownAnswer(List<Guardrail> guardrails) {
    this.guardrails = guardrails;
  }

  /** Null if one of these guardrails shows nothing before it has decided. */
  public static @Nullable ShownAnswer of(List<Guardrail> guardrails) {
    for (Guardrail guardrail : guardrails) {
      if (guardrail.window() == null) {
        return null;
      }
    }
    return new ShownAnswer(List.copyOf(guardrails));
  }

  /**
   * Takes the next pieces as the provider sent them. Never throws because of a guardrail.
   *
   * @return what can be shown now
   */
  public List<AnswerDelta> add(List<AnswerDelta> deltas) {
    if (guardrails.isEmpty()) {
      return deltas;
    }
    List<AnswerDelta> shown = new ArrayList<>();
    try {
      for (AnswerDelta delta : deltas) {
        closed |= cantBeShown(delta);
        if (closed) {
          break;
        }
        latest = delta;
        shown.addAll(filtered.add(List.of(delta)));
      }
    } catch (RuntimeException | StackOverflowError | LinkageError broken) {
      closed = true;
    }
    return shown;
  }

  private boolean cantBeShown(AnswerDelta delta) {
    if (delta instanceof AnswerDelta.ToolCallBegun || delta instanceof AnswerDelta.ToolArguments) {
      return true;
    }
    boolean begins = latest == null || !delta.continues(latest);
    return begins && !before.add(delta.getClass());
  }

  private final class Filter implements TextFilter {
    private final AnswerWindow window =
        new WindowChain(guardrails.stream().map(ShownAnswer::window).toList());

    @Override
    public String add(String piece) {
      return shown(window.add(piece));
    }

    /** What is held back stays so: a text that goes on after another one is masked as a whole. */
    @Override
    public String end() {
      shown(window.end());
      return "";
    }

    private String shown(String text) {
      closed |= window.isBlocked();
      return closed ? "" : text;
    }
  }

  private static AnswerWindow window(Guardrail guardrail) {
    AnswerWindow window = guardrail.window();
    if (window == null) {
      throw new IllegalStateException("a guardrail had a window before");
    }
    return window;
  }
}
