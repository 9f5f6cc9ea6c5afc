package dev.sluice.provider.shaping;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of tool-call IDs that a vendor accepts. Vendors differ in what they make and take
 * ({@code functions.get:0}, {@code call_a|1}, nothing at all, the same ID in every turn), so a
 * conversation that moves from one to another needs other IDs, the same in a call and in its
 * result. An ID that has the form and is not repeated stays; any other is replaced by one derived
 * from it, so that the same conversation gets the same IDs in each request and prompt caches match.
 * Pure; any thread.
 *
 * @param allowed what an ID must match as a whole
 * @param length of derived IDs, which consist of letters and digits; 1 to 40
 */
record SafeToolCallIds(Pattern allowed, int length) {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** The messages with IDs of this form; the same list if all have it already. */
  List<Message> in(List<Message> messages) {
    Conversation conversation = new Conversation();
    List<Message> safe = messages.stream().map(conversation::message).toList();
    return safe.equals(messages) ? messages : safe;
  }

  private String derived(String id, int attempt) {
    HashCode hash = Hashing.sha256().hashString(id + "\n" + attempt, UTF_8);
    BigInteger rest = new BigInteger(1, hash.asBytes());
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      BigInteger[] quotient = rest.divideAndRemainder(BigInteger.valueOf(DIGITS.length()));
      text.append(DIGITS.charAt(quotient[1].intValue()));
      rest = quotient[0];
    }
    return text.toString();
  }

  /** Confined to one method call. */
  private final class Conversation {
    private final Set<String> used = new HashSet<>();

    /** The new IDs of the calls without a result so far, by their old one, oldest first. */
    private final Map<String, Deque<String>> open = new HashMap<>();

    /** The new ID of the newest call, by its old one. */
    private final Map<String, String> newest = new HashMap<>();

    Message message(Message message) {
      if (message.role() == Role.TOOL) {
        return message.withToolCallId(result(message.toolCallId()));
      }
      if (message.toolCalls().isEmpty()) {
        return message;
      }
      List<ToolCall> calls = new ArrayList<>();
      Map<String, String> ids = new HashMap<>();
      for (ToolCall call : message.toolCalls()) {
        String id = unused(call.id());
        ids.putIfAbsent(call.id(), id);
        newest.put(call.id(), id);
        open.computeIfAbsent(call.id(), any -> new ArrayDeque<>()).add(id);
        calls.add(call.withId(id));
      }
      List<ProviderState> states =
          message.providerStates().stream().map(state -> renamed(state, ids)).toList();
      return message.withToolCalls(calls, states);
    }

    private static ProviderState renamed(ProviderState state, Map<String, String> ids) {
      String id = state.toolCallId();
      return id == null ? state : state.withToolCallId(ids.getOrDefault(id, id));
    }

    /** Results of repeated IDs belong to the calls in the order of these. */
    private String result(@Nullable String given) {
      String id = given == null ? "" : given;
      Deque<String> waiting = open.get(id);
      if (waiting != null && !waiting.isEmpty()) {
        return waiting.remove();
      }
      String answered = newest.get(id);
      return answered != null ? answered : unused(id);
    }

    private String unused(String id) {
      boolean stays = allowed.matcher(id).matches() && used.add(id);
      String safe = id;
      for (int attempt = 0; !stays; attempt++) {
        safe = derived(id, attempt);
        stays = used.add(safe);
      }
      return safe;
    }
  }
}
