package dev.sluice.provider.shaping;

import dev.sluice.call.Message;
import dev.sluice.profile.ToolCallIdForm;
import java.util.List;

/** Gives calls of tools, and their results, IDs of the form that a model takes. Pure. */
final class ToolCallIdShape {
  private static final int DERIVED = 22;

  private ToolCallIdShape() {}

  static List<Message> of(List<Message> messages, ToolCallIdForm form, Adjustments adjustments) {
    if (form == ToolCallIdForm.ANY) {
      return messages;
    }
    List<Message> shaped =
        new SafeToolCallIds(form.pattern(), Math.min(form.length(), DERIVED)).in(messages);
    long changed = changed(messages, shaped);
    if (changed > 0) {
      adjustments.note("tool call IDs in another form: " + changed);
    }
    return shaped;
  }

  private static long changed(List<Message> before, List<Message> after) {
    long changed = 0;
    for (int i = 0; i < before.size(); i++) {
      for (int call = 0; call < before.get(i).toolCalls().size(); call++) {
        String id = before.get(i).toolCalls().get(call).id();
        changed += id.equals(after.get(i).toolCalls().get(call).id()) ? 0 : 1;
      }
    }
    return changed;
  }
}
