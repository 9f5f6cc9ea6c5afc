package dev.sluice.profile;

import java.util.Set;

/**
 * Which conversations are taken.
 *
 * @param content what a message may hold besides text
 * @param names whether a message may name its speaker
 * @param alternating whether user and assistant must alternate
 * @param userAfterTool whether a user's message may follow a tool's result
 */
public record MessageRules(
    SystemRole systemRole,
    Set<ContentKind> content,
    boolean names,
    boolean alternating,
    boolean userAfterTool,
    LastAssistant lastAssistant,
    ToolCallIdForm toolCallIds) {
  /** Any conversation. */
  public static final MessageRules ALL =
      new MessageRules(
          SystemRole.AS_SENT,
          Set.of(ContentKind.values()),
          true,
          false,
          true,
          LastAssistant.TAKEN,
          ToolCallIdForm.ANY);

  public MessageRules {
    content = Set.copyOf(content);
  }
}
