package dev.sluice.provider.errors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the error in a body: in OpenAI's, Anthropic's, Google's and Azure's envelopes, in the flat
 * and nested ones of other servers and routers, in JSON inside a text, in XML and in plain text.
 * Pure; any thread.
 */
public final class ErrorReader {
  /** What an answer has, so that an error beside it has to be a whole one. */
  private static final List<String> ANSWERS =
      List.of("choices", "content", "output", "candidates", "message");

  private static final Pattern XML_FIELD =
      Pattern.compile("<(Code|Message|code|message|error|detail|faultstring)>([^<]{1,2000})</");

  private ErrorReader() {}

  /**
   * @param json the body, or null if it is not JSON
   */
  public static ProviderError read(@Nullable JsonNode json, String body) {
    ErrorFields fields = new ErrorFields();
    if (json != null) {
      fields.addBody(json);
      return fields.toError();
    }
    String text = body.strip();
    if (text.startsWith("<")) {
      // a web page is no help in a line of text
      addXml(fields, text.substring(0, Math.min(text.length(), ErrorTexts.SEARCHED)));
    } else {
      fields.addText(text, 0);
    }
    return fields.toError();
  }

  private static void addXml(ErrorFields fields, String text) {
    Matcher field = XML_FIELD.matcher(text);
    while (field.find()) {
      if (field.group(1).equalsIgnoreCase("code")) {
        fields.addCode(field.group(2).strip());
      } else {
        fields.addText(field.group(2).strip(), 0);
      }
    }
  }

  /** The error in a body of status 2xx; null if it holds none. */
  public static @Nullable ProviderError inside(JsonNode reply) {
    JsonNode body = reply.isArray() ? reply.path(0) : reply;
    if (!body.isObject()) {
      return null;
    }
    return isError(body) ? read(body, "") : null;
  }

  private static boolean isError(JsonNode body) {
    JsonNode error = body.path("error");
    if (error.isTextual() ? !error.textValue().isBlank() : says(error)) {
      return true;
    }
    if (body.path("base_resp").path("status_code").asInt(0) != 0) {
      return true;
    }
    if (ANSWERS.stream().anyMatch(each -> hasContent(body.path(each), each))) {
      return false;
    }
    return says(body.path("errors").path(0))
        || body.path("object").asText().equals("error")
        || body.path("type").asText().equals("error")
        || body.hasNonNull("error_code")
        || body.hasNonNull("error_msg")
        || isFailed(body);
  }

  private static boolean hasContent(JsonNode part, String name) {
    // a flat error has its text where some servers have an answer's message
    return name.equals("message") ? part.isObject() : part.isContainerNode() && !part.isEmpty();
  }

  /** A code that is no success, with words to it. */
  private static boolean isFailed(JsonNode body) {
    JsonNode code = body.path("code");
    boolean coded =
        (code.isNumber() && code.asInt() != 0 && code.asInt() / 100 != 2)
            || (code.isTextual() && !code.textValue().isBlank());
    boolean worded = Json.text(body.path("message")) != null || Json.text(body.path("msg")) != null;
    return worded && (coded || (body.has("success") && !body.path("success").asBoolean(true)));
  }

  /** Whether an error object has anything in it: some answers come with an empty one. */
  private static boolean says(JsonNode error) {
    if (error.isTextual()) {
      return !error.textValue().isBlank();
    }
    if (!error.isObject()) {
      return false;
    }
    for (JsonNode value : error) {
      boolean empty =
          value.isNull()
              || (value.isTextual() && value.textValue().isBlank())
              || (value.isContainerNode() && value.isEmpty())
              || (value.isNumber() && value.asInt() == 0)
              || (value.isBoolean() && !value.asBoolean());
      if (!empty) {
        return true;
      }
    }
    return false;
  }
}
