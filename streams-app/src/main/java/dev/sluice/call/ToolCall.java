package dev.sluice.call;

/**
 * A tool that a model asks to call.
 *
 * @param arguments a JSON text as the model wrote it; not necessarily valid JSON
 */
public record ToolCall(String id, String name, String arguments) {

  public ToolCall withId(String id) {
    return new ToolCall(id, name, arguments);
  }

  public ToolCall withArguments(String arguments) {
    return new ToolCall(id, name, arguments);
  }
}
