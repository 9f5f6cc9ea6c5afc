package dev.sluice.provider.shaping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.profile.ToolCallIdForm;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives calls of tools, and their results, IDs of the form that a model takes. An ID of another
 * form becomes the same one in each request, so that what a vendor has cached of a conversation
 * stays of use, and different ones stay different. Pure.
 */
final class ToolCallIdShape {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final int HASHED = 22;

  private final ToolCallIdForm form;
  private final Map<String, String> given = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  private ToolCallIdShape(ToolCallIdForm form) {
    this.form = form;
  }

  static List<Message> of(List<Message> messages, ToolCallIdForm form, Adjustments adjustments) {
    if (form == ToolCallIdForm.ANY) {
      return messages;
    }
    ToolCallIdShape shape = new ToolCallIdShape(form);
    messages.forEach(shape::keep);
    List<Message> shaped = messages.stream().map(shape::of).toList();
    if (!shape.given.isEmpty()) {
      adjustments.note("tool call IDs in another form: " + shape.given.size());
    }
    return shaped;
  }

  /** Those that fit come first: no other may become one of them. */
  private void keep(Message message) {
    for (ToolCall call : message.toolCalls()) {
      keep(call.id());
    }
    if (message.toolCallId() != null) {
      keep(message.toolCallId());
    }
  }

  private void keep(String id) {
    if (form.fits(id)) {
      taken.add(id);
    }
  }

  private Message of(Message message) {
    Message shaped = message;
    if (message.toolCallId() != null) {
      shaped = shaped.withToolCallId(safe(message.toolCallId()));
    }
    if (!message.toolCalls().isEmpty()) {
      List<ToolCall> calls = new ArrayList<>();
      message.toolCalls().forEach(call -> calls.add(call.withId(safe(call.id()))));
      shaped = shaped.withToolCalls(calls);
    }
    if (!message.providerStates().isEmpty()) {
      shaped = shaped.withProviderStates(message.providerStates().stream().map(this::of).toList());
    }
    return shaped;
  }

  /** A signature stays with its call. */
  private ProviderState of(ProviderState state) {
    return state.toolCallId() == null ? state : state.at(safe(state.toolCallId()));
  }

  private String safe(String id) {
    return form.fits(id) ? id : given.computeIfAbsent(id, this::hashed);
  }

  private String hashed(String id) {
    int length = Math.min(form.length(), HASHED);
    for (int attempt = 0; ; attempt++) {
      String candidate = digits(attempt == 0 ? id : attempt + "/" + id, length);
      if (taken.add(candidate)) {
        return candidate;
      }
    }
  }

  private static String digits(String text, int length) {
    BigInteger rest;
    try {
      rest = new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
    StringBuilder digits = new StringBuilder(length);
    BigInteger base = BigInteger.valueOf(DIGITS.length());
    for (int i = 0; i < length; i++) {
      BigInteger[] step = rest.divideAndRemainder(base);
      digits.append(DIGITS.charAt(step[1].intValue()));
      rest = step[0];
    }
    return digits.toString();
  }
}
