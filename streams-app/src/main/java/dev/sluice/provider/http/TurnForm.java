package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an API writes what is in the turns of {@link AlternatingTurns}. Pure. */
public interface TurnForm {

  /** The API's name, as the subject of a sentence. */
  String api();

  /**
   * The blocks of these parts, without blank texts.
   *
   * @throws dev.sluice.failure.FailureException if the API does not take parts of that kind
   */
  ArrayNode content(List<ContentPart> parts);

  /**
   * The signed reasoning of an assistant's message that goes back to the model.
   *
   * @param toolCallId the call that it stands before; null for the message's text
   */
  ArrayNode reasoning(@Nullable String toolCallId, Message message);

  ObjectNode call(ToolCall call);

  /** The ID of the call in such a block; null for a block of another kind. */
  @Nullable String callId(JsonNode block);

  /**
   * Adds the result of a call to the turn behind it.
   *
   * @param content null if the call was interrupted
   */
  void addResult(ArrayNode results, String callId, @Nullable ArrayNode content);
}
