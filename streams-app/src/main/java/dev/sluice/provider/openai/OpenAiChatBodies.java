package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.profile.LastAssistant;
import dev.sluice.profile.ModelProfile;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.Locale;

/** Bodies of chat completion requests. Pure. */
final class OpenAiChatBodies {
  private OpenAiChatBodies() {}

  /**
   * @param maxTokensField the field for the most tokens, if the target's profile names none
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt, String maxTokensField) {
    ObjectNode body = Json.object();
    body.put("model", attempt.target().model());
    ArrayNode messages = body.putArray("messages");
    attempt
        .request()
        .messages()
        .forEach(message -> messages.add(message(message, attempt.target().model())));
    ModelProfile profile = attempt.target().profile();
    if (profile.messages().lastAssistant() == LastAssistant.PREFIX) {
      prefix(messages);
    }
    String field = profile.maxTokensField();
    sample(
        body,
        attempt.sampling().orElse(attempt.target().sampling()),
        field == null ? maxTokensField : field);
    return body.setAll(ExtraBody.of(attempt));
  }

  /** Mistral answers an assistant's last message only if it is the begin of the answer. */
  private static void prefix(ArrayNode messages) {
    if (messages.path(messages.size() - 1) instanceof ObjectNode last
        && last.path("role").asText("").equals("assistant")) {
      last.put("prefix", true);
    }
  }

  private static void sample(ObjectNode body, Sampling sampling, String maxTokensField) {
    if (sampling.temperature() != null) {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      body.put("top_p", sampling.topP());
    }
    if (sampling.maxOutputTokens() != null) {
      body.put(maxTokensField, sampling.maxOutputTokens());
    }
    if (sampling.stop() != null) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
    if (sampling.seed() != null) {
      body.put("seed", sampling.seed());
    }
    if (sampling.presencePenalty() != null) {
      body.put("presence_penalty", sampling.presencePenalty());
    }
    if (sampling.frequencyPenalty() != null) {
      body.put("frequency_penalty", sampling.frequencyPenalty());
    }
  }

  private static ObjectNode message(Message message, String model) {
    if (message.role() == Role.UNKNOWN) {
      throw UnsupportedRequest.invalid(
          "messages", "a message has a role that this release does not support");
    }
    ObjectNode json = Json.object();
    json.put("role", message.role().name().toLowerCase(Locale.ROOT));
    if (message.parts().size() == 1 && message.parts().get(0) instanceof ContentPart.Text text) {
      json.put("content", text.text());
    } else if (!message.parts().isEmpty()) {
      ArrayNode parts = json.putArray("content");
      message.parts().forEach(part -> parts.add(part(part)));
    } else if (message.toolCalls().isEmpty()) {
      json.put("content", "");
    } else {
      json.putNull("content");
    }
    if (message.name() != null) {
      json.put("name", message.name());
    }
    if (message.toolCallId() != null) {
      json.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = json.putArray("tool_calls");
      message.toolCalls().forEach(call -> calls.add(toolCall(call)));
    }
    if (message.role() == Role.ASSISTANT) {
      OpenAiChatStates.addTo(json, message, model);
    }
    return json;
  }

  private static ObjectNode toolCall(ToolCall call) {
    ObjectNode json = Json.object();
    if (call.custom()) {
      json.put("id", call.id()).put("type", "custom");
      json.putObject("custom").put("name", call.name()).put("input", call.arguments());
      return json;
    }
    json.put("id", call.id()).put("type", "function");
    json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    return json;
  }

  private static ObjectNode part(ContentPart part) {
    ObjectNode json = Json.object();
    if (part instanceof ContentPart.Text text) {
      json.put("type", "text").put("text", text.text());
    } else if (part instanceof ContentPart.Image image) {
      ObjectNode url = json.put("type", "image_url").putObject("image_url");
      url.put("url", image.url());
      if (image.detail() != null) {
        url.put("detail", image.detail());
      }
    } else if (part instanceof ContentPart.Audio audio) {
      json.put("type", "input_audio")
          .putObject("input_audio")
          .put("data", Json.base64(audio.data()))
          .put("format", audioFormat(audio.mediaType()));
    } else if (part instanceof ContentPart.File file) {
      ObjectNode content = json.put("type", "file").putObject("file");
      if (file.fileName() != null) {
        content.put("filename", file.fileName());
      }
      content.put("file_data", "data:" + file.mediaType() + ";base64," + Json.base64(file.data()));
    } else if (part instanceof ContentPart.Refusal refusal) {
      json.put("type", "refusal").put("refusal", refusal.text());
    }
    return json;
  }

  private static String audioFormat(String mediaType) {
    String format = mediaType.substring(mediaType.indexOf('/') + 1).toLowerCase(Locale.ROOT);
    return switch (format) {
      case "mpeg", "mpeg3", "x-mpeg-3" -> "mp3";
      case "wave", "x-wav", "vnd.wave" -> "wav";
      default -> format;
    };
  }
}
