package dev.sluice.provider.shaping;

import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.profile.LastAssistant;
import dev.sluice.profile.MessageRules;
import dev.sluice.profile.ModelProfile;
import java.util.List;

/** The conversation that a model takes. Pure. */
final class MessageShape {
  private MessageShape() {}

  /**
   * @throws dev.sluice.failure.FailureException if it holds what the model does not take
   */
  static List<Message> of(List<Message> messages, ModelProfile profile, Adjustments adjustments) {
    MessageRules rules = profile.messages();
    List<Message> fitting =
        CustomTools.areTaken(profile) ? messages : CustomTools.asFunctions(messages);
    List<Message> shaped = new ContentShape(rules, adjustments).of(fitting);
    shaped = TurnOrder.of(shaped, adjustments);
    shaped = new RoleShape(rules, adjustments).of(shaped);
    shaped = ToolCallIdShape.of(shaped, rules.toolCallIds(), adjustments);
    boolean endsWithAssistant =
        !shaped.isEmpty() && shaped.get(shaped.size() - 1).role() == Role.ASSISTANT;
    if (endsWithAssistant && rules.lastAssistant() == LastAssistant.REFUSED) {
      throw adjustments.unfit(
          "messages", "does not take a conversation that ends with the assistant's message");
    }
    return shaped;
  }
}
