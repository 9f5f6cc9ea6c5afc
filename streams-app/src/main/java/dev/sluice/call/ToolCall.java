package dev.sluice.call;

/**
 * A tool that a model asks to call.
 *
 * @param arguments a JSON text as the model wrote it, not necessarily valid JSON; of a custom tool
 *     its input, any text
 */
public record ToolCall(String id, String name, String arguments, boolean custom) {

  /** Of a function. */
  public ToolCall(String id, String name, String arguments) {
    this(id, name, arguments, false);
  }

  public ToolCall withId(String id) {
    return new ToolCall(id, name, arguments, custom);
  }

  public ToolCall withArguments(String arguments) {
    return new ToolCall(id, name, arguments, custom);
  }
}
