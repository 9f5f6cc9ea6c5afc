package dev.sluice.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param parts the content; one text part if the client sent a text; empty if it sent none
 * @param toolCallId the tool call that a TOOL message answers
 */
public record Message(
    Role role,
    List<ContentPart> parts,
    @Nullable String name,
    @Nullable String toolCallId,
    List<ToolCall> toolCalls) {

  public Message {
    parts = List.copyOf(parts);
    toolCalls = List.copyOf(toolCalls);
  }

  public static Message text(Role role, String text) {
    return new Message(role, List.of(new ContentPart.Text(text)), null, null, List.of());
  }
}
