package dev.sluice.call;

import java.util.ArrayList;
import java.util.List;

/** A piece of an answer that is still being written, in the order of the answer. */
public sealed interface AnswerDelta {

  /** What it adds to a text; empty where a tool call begins. */
  String text();

  /** The same with another text; itself where a tool call begins. */
  AnswerDelta with(String text);

  /** Whether it adds to the same text as the piece before it. */
  default boolean continues(AnswerDelta before) {
    return getClass().equals(before.getClass());
  }

  record Text(String text) implements AnswerDelta {
    @Override
    public Text with(String text) {
      return new Text(text);
    }
  }

  record Refusal(String text) implements AnswerDelta {
    @Override
    public Refusal with(String text) {
      return new Refusal(text);
    }
  }

  record Reasoning(String text) implements AnswerDelta {
    @Override
    public Reasoning with(String text) {
      return new Reasoning(text);
    }
  }

  /**
   * A tool call whose arguments follow.
   *
   * @param index its place among the answer's tool calls, from 0
   * @param custom whether its input is text, not JSON
   */
  record ToolCallBegun(int index, String id, String name, boolean custom) implements AnswerDelta {
    @Override
    public String text() {
      return "";
    }

    @Override
    public ToolCallBegun with(String text) {
      return this;
    }

    @Override
    public boolean continues(AnswerDelta before) {
      return false;
    }
  }

  /**
   * @param index of the tool call
   * @param text the next part of its arguments
   */
  record ToolArguments(int index, String text) implements AnswerDelta {
    @Override
    public ToolArguments with(String text) {
      return new ToolArguments(index, text);
    }

    @Override
    public boolean continues(AnswerDelta before) {
      return before instanceof ToolArguments arguments && arguments.index() == index;
    }
  }

  /** The same pieces, with those that continue each other in one. */
  static List<AnswerDelta> joined(List<AnswerDelta> deltas) {
    List<AnswerDelta> joined = new ArrayList<>();
    int from = 0;
    while (from < deltas.size()) {
      AnswerDelta first = deltas.get(from);
      int to = from + 1;
      while (to < deltas.size() && deltas.get(to).continues(first)) {
        to++;
      }
      if (to == from + 1) {
        joined.add(first);
      } else {
        StringBuilder text = new StringBuilder();
        deltas.subList(from, to).forEach(each -> text.append(each.text()));
        joined.add(first.with(text.toString()));
      }
      from = to;
    }
    return joined;
  }
}
