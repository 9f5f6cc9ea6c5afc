package dev.sluice.provider.shaping;

import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.profile.MessageRules;
import dev.sluice.profile.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The roles and their order that a model takes. For one attempt only. */
final class RoleShape {
  private final MessageRules rules;
  private final Adjustments adjustments;

  RoleShape(MessageRules rules, Adjustments adjustments) {
    this.rules = rules;
    this.adjustments = adjustments;
  }

  List<Message> of(List<Message> messages) {
    List<Message> shaped = new ArrayList<>(messages.size());
    boolean begun = false;
    for (Message message : messages) {
      boolean instructs = isInstruction(message);
      begun |= !instructs;
      // between turns only those who may have instructions at any place take them
      Message next =
          instructs && begun && rules.alternating()
              ? as(Role.USER, message)
              : withKnownRole(message);
      Message last = shaped.isEmpty() ? null : shaped.get(shaped.size() - 1);
      boolean wasInstruction = instructs && next.role() == Role.USER;
      boolean follows = !shaped.isEmpty() && rules.systemRole() == SystemRole.USER;
      if (last != null && isOneTurn(last, next) && (rules.alternating() || follows)) {
        shaped.set(shaped.size() - 1, merged(last, next));
        if (!wasInstruction) {
          adjustments.note("consecutive messages of one role merged");
        }
        continue;
      }
      if (last != null
          && last.role() == Role.TOOL
          && next.role() == Role.USER
          && !rules.userAfterTool()) {
        shaped.add(Message.text(Role.ASSISTANT, "OK."));
        adjustments.note("assistant's message inserted between a tool's result and the user");
      }
      shaped.add(next);
    }
    return shaped;
  }

  private static boolean isInstruction(Message message) {
    return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
  }

  private Message withKnownRole(Message message) {
    return switch (rules.systemRole()) {
      case AS_SENT -> message;
      case SYSTEM -> message.role() == Role.DEVELOPER ? as(Role.SYSTEM, message) : message;
      case DEVELOPER -> message.role() == Role.SYSTEM ? as(Role.DEVELOPER, message) : message;
      case USER -> isInstruction(message) ? as(Role.USER, message) : message;
    };
  }

  private Message as(Role role, Message message) {
    adjustments.note(
        "role %s -> %s"
            .formatted(
                message.role().name().toLowerCase(Locale.ROOT),
                role.name().toLowerCase(Locale.ROOT)));
    return message.withRole(role);
  }

  /** A message that calls tools has to be followed by their results. */
  private static boolean isOneTurn(Message last, Message next) {
    boolean same = last.role() == next.role();
    return same
        && (last.role() == Role.USER
            || (last.role() == Role.ASSISTANT && last.toolCalls().isEmpty()));
  }

  private static Message merged(Message last, Message next) {
    List<ContentPart> parts = Stream.concat(last.parts().stream(), next.parts().stream()).toList();
    boolean texts = parts.stream().allMatch(ContentPart.Text.class::isInstance);
    Message one =
        last.withParts(
                texts && !parts.isEmpty()
                    ? List.of(
                        new ContentPart.Text(
                            parts.stream()
                                .map(part -> ((ContentPart.Text) part).text())
                                .collect(Collectors.joining("\n\n"))))
                    : parts)
            .withProviderStates(
                Stream.concat(last.providerStates().stream(), next.providerStates().stream())
                    .toList());
    return next.toolCalls().isEmpty() ? one : one.withToolCalls(next.toolCalls());
  }
}
