package dev.sluice.call;

/** A piece of an answer that is still being written, in the order of the answer. */
public sealed interface AnswerDelta {

  record Text(String text) implements AnswerDelta {}

  record Refusal(String text) implements AnswerDelta {}

  record Reasoning(String text) implements AnswerDelta {}

  /**
   * A tool call whose arguments follow.
   *
   * @param index its place among the answer's tool calls, from 0
   * @param custom whether its input is text, not JSON
   */
  record ToolCallBegun(int index, String id, String name, boolean custom) implements AnswerDelta {}

  /**
   * @param index of the tool call
   * @param text the next part of its arguments
   */
  record ToolArguments(int index, String text) implements AnswerDelta {}
}
