package dev.sluice.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** The provider's answers, in OpenAI's forms. */
final class Answers {
  private static final String RESPONSE =
      """
      {"id": "resp_1", "object": "response", "created_at": 1, "status": "%s", "model": "bench-1", "output": [%s], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [], "usage": %s}""";
  private static final String MESSAGE =
      """
      {"type": "message", "id": "msg_1", "status": "%s", "role": "assistant", "content": [%s]}""";
  private static final String TEXT =
      """
      {"type": "output_text", "text": "%s", "annotations": []}""";
  private static final String USAGE =
      """
      {"input_tokens": 200, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 150, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 350}""";

  private Answers() {}

  static String contentType(Script script) {
    return switch (script.form()) {
      case CHAT, RESPONSES -> "application/json";
      case RESPONSES_STREAM, CHAT_STREAM -> "text/event-stream";
    };
  }

  /** Of a {@link Script.Form#CHAT_STREAM} what precedes its text. */
  static ByteBuffer of(Script script) {
    String text = Prompt.of(script.answerCharacters());
    String body =
        switch (script.form()) {
          case CHAT -> completion(text);
          case RESPONSES -> response(text);
          case RESPONSES_STREAM -> events(text);
          case CHAT_STREAM -> chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
        };
    return ByteBuffer.wrap(body.getBytes(UTF_8)).asReadOnlyBuffer();
  }

  private static String completion(String text) {
    return """
    {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "bench-1",
     "choices": [{"index": 0, "finish_reason": "stop",
                  "message": {"role": "assistant", "content": "%s"}}],
     "usage": {"prompt_tokens": 200, "completion_tokens": 150, "total_tokens": 350}}
    """
        .formatted(text);
  }

  /**
   * The event that adds a text to a chat completion.
   *
   * @param text without what JSON escapes
   */
  static String chunk(String text) {
    return chunk("{\"content\":\"" + text + "\"}", "null");
  }

  /** What follows the last text. */
  static String streamEnd(int tokens) {
    return chunk("{}", "\"stop\"")
        + ("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                + "\"model\":\"bench-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":200,"
                + "\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n")
            .formatted(tokens, 200 + tokens)
        + "data: [DONE]\n\n";
  }

  /** Made for each token, so put together without a format. */
  private static String chunk(String delta, String finishReason) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"bench-1\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finishReason
        + "}]}\n\n";
  }

  private static String response(String text) {
    return RESPONSE.formatted(
        "completed", MESSAGE.formatted("completed", TEXT.formatted(text)), USAGE);
  }

  private static String events(String text) {
    String started = RESPONSE.formatted("in_progress", "", "null");
    String place = "\"item_id\": \"msg_1\", \"output_index\": 0, \"content_index\": 0";
    return event("response.created", 0, "\"response\": " + started)
        + event(
            "response.output_item.added",
            1,
            "\"output_index\": 0, \"item\": " + MESSAGE.formatted("in_progress", ""))
        + event("response.content_part.added", 2, place + ", \"part\": " + TEXT.formatted(""))
        + event("response.output_text.delta", 3, place + ", \"delta\": \"" + text + "\"")
        + event("response.completed", 4, "\"response\": " + response(text));
  }

  private static String event(String type, int number, String fields) {
    return "event: %1$s\ndata: {\"type\": \"%1$s\", \"sequence_number\": %2$d, %3$s}\n\n"
        .formatted(type, number, fields);
  }
}
