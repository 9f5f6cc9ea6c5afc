package dev.sluice.call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes each text of an answer through a filter of its own, and keeps the order of the pieces: a
 * text counts as whole where another one begins. Confined to one attempt; not thread-safe.
 */
public final class FilteredDeltas {
  private final Supplier<? extends TextFilter> filters;
  private @Nullable AnswerDelta latest;
  private @Nullable TextFilter filter;

  /**
   * @param filters gives a new one for each text
   */
  public FilteredDeltas(Supplier<? extends TextFilter> filters) {
    this.filters = filters;
  }

  public List<AnswerDelta> add(List<AnswerDelta> deltas) {
    List<AnswerDelta> passed = new ArrayList<>(deltas.size());
    for (AnswerDelta delta : deltas) {
      if (latest != null && !delta.continues(latest)) {
        passed.addAll(end());
      }
      if (delta instanceof AnswerDelta.ToolCallBegun call) {
        passed.add(
            new AnswerDelta.ToolCallBegun(
                call.index(), whole(call.id()), whole(call.name()), call.custom()));
        continue;
      }
      TextFilter current = filter == null ? filters.get() : filter;
      filter = current;
      latest = delta;
      pass(delta, current.add(delta.text()), passed);
    }
    return passed;
  }

  /** The rest of the latest text, which is whole. */
  public List<AnswerDelta> end() {
    List<AnswerDelta> passed = new ArrayList<>(1);
    if (latest != null && filter != null) {
      pass(latest, filter.end(), passed);
    }
    latest = null;
    filter = null;
    return passed;
  }

  private String whole(String text) {
    TextFilter alone = filters.get();
    return alone.add(text) + alone.end();
  }

  private static void pass(AnswerDelta delta, String text, List<AnswerDelta> passed) {
    if (!text.isEmpty()) {
      passed.add(delta.with(text));
    }
  }
}
