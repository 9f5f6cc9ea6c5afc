package dev.sluice.screening;

import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Request;
import dev.sluice.call.ToolCall;
import dev.sluice.guardrail.GuardedRequest;
import dev.sluice.guardrail.GuardedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The texts of requests. Pure. */
final class RequestTexts {
  /** Others are signed or encrypted: a rule would find numbers in them by chance. */
  private static final Set<String> UNREADABLE =
      Set.of(
          "id",
          "signature",
          "data",
          "encrypted_content",
          "thoughtSignature",
          "thought_signature",
          "redactedContent");

  private RequestTexts() {}

  static GuardedRequest shown(String tenant, Request request) {
    List<GuardedText> texts = new ArrayList<>();
    Request unused = each(request, Texts.into(texts));
    return new GuardedRequest(
        tenant, request.keyId(), request.user(), request.model(), request.messages().size(), texts);
  }

  /** The request with one text for each that was shown. */
  static Request with(Request request, GuardedRequest shown, List<String> texts) {
    return each(request, Texts.from(shown.texts(), texts));
  }

  private static Request each(Request request, Texts texts) {
    List<Message> messages = new ArrayList<>(request.messages().size());
    for (int i = 0; i < request.messages().size(); i++) {
      messages.add(each("messages[" + i + "]", request.messages().get(i), texts));
    }
    String extraBody = request.extraBody();
    return request.with(
        messages, extraBody == null ? null : JsonTexts.each("extra_body", "", extraBody, texts));
  }

  private static Message each(String place, Message message, Texts texts) {
    String role = message.role().name().toLowerCase(Locale.ROOT);
    List<ContentPart> parts = new ArrayList<>(message.parts().size());
    for (int i = 0; i < message.parts().size(); i++) {
      ContentPart part = message.parts().get(i);
      String at = place + ".parts[" + i + "]";
      if (part instanceof ContentPart.Text text) {
        parts.add(text.withText(texts.text(at, role, text.text())));
      } else if (part instanceof ContentPart.Refusal refusal) {
        parts.add(new ContentPart.Refusal(texts.text(at, role, refusal.text())));
      } else {
        parts.add(part);
      }
    }
    List<ToolCall> calls = each(place, role, message.toolCalls(), texts);
    return new Message(
        message.role(),
        parts,
        message.name(),
        message.toolCallId(),
        calls,
        unchanged(place, role, message.providerStates(), texts));
  }

  /** Those in which nothing changes: a vendor refuses another's text under its signature. */
  private static List<ProviderState> unchanged(
      String place, String role, List<ProviderState> states, Texts texts) {
    List<ProviderState> left = new ArrayList<>(states.size());
    for (int i = 0; i < states.size(); i++) {
      String at = place + ".provider_states[" + i + "].data";
      String data = states.get(i).data();
      if (JsonTexts.each(at, role, data, UNREADABLE, texts).equals(data)) {
        left.add(states.get(i));
      }
    }
    return left;
  }

  static List<ToolCall> each(String place, String role, List<ToolCall> calls, Texts texts) {
    List<ToolCall> others = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      ToolCall call = calls.get(i);
      String at = place + ".tool_calls[" + i + "].arguments";
      others.add(call.withArguments(JsonTexts.each(at, role, call.arguments(), texts)));
    }
    return others;
  }
}
