package dev.sluice.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param parts the content; one text part if the client sent a text; empty if it sent none
 * @param toolCallId the tool call that a TOOL message answers
 * @param providerStates those of the answer that an ASSISTANT message was
 */
public record Message(
    Role role,
    List<ContentPart> parts,
    @Nullable String name,
    @Nullable String toolCallId,
    List<ToolCall> toolCalls,
    List<ProviderState> providerStates) {

  public Message {
    parts = List.copyOf(parts);
    toolCalls = List.copyOf(toolCalls);
    providerStates = List.copyOf(providerStates);
  }

  /** Without provider states. */
  public Message(
      Role role,
      List<ContentPart> parts,
      @Nullable String name,
      @Nullable String toolCallId,
      List<ToolCall> toolCalls) {
    this(role, parts, name, toolCallId, toolCalls, List.of());
  }

  public static Message text(Role role, String text) {
    return new Message(role, List.of(new ContentPart.Text(text)), null, null, List.of());
  }

  public Message withRole(Role role) {
    return new Message(role, parts, name, toolCallId, toolCalls, providerStates);
  }

  public Message withParts(List<ContentPart> parts) {
    return new Message(role, parts, name, toolCallId, toolCalls, providerStates);
  }

  public Message withoutName() {
    return new Message(role, parts, null, toolCallId, toolCalls, providerStates);
  }

  public Message withToolCallId(@Nullable String toolCallId) {
    return new Message(role, parts, name, toolCallId, toolCalls, providerStates);
  }

  public Message withProviderStates(List<ProviderState> providerStates) {
    return new Message(role, parts, name, toolCallId, toolCalls, providerStates);
  }

  public Message withToolCalls(List<ToolCall> toolCalls) {
    return withToolCalls(toolCalls, providerStates);
  }

  /** With the states of these calls in place of those of the former ones. */
  public Message withToolCalls(List<ToolCall> toolCalls, List<ProviderState> providerStates) {
    return new Message(role, parts, name, toolCallId, toolCalls, providerStates);
  }
}
