package dev.sluice.topology;

import dev.sluice.call.Answer;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Request;
import dev.sluice.call.ToolCall;
import dev.sluice.tokens.Prompt;

/** What a model counts as tokens in requests and answers. Pure. */
final class Prompts {
  private Prompts() {}

  /** The tools and formats of an extra body are input too, so it counts as it is written. */
  static Prompt of(Request request) {
    Prompt prompt = new Prompt().answerFrame();
    for (Message message : request.messages()) {
      prompt.message().text(message.name()).text(message.toolCallId());
      message.parts().forEach(part -> add(part, prompt));
      for (ToolCall call : message.toolCalls()) {
        prompt.text(call.id()).text(call.name()).text(call.arguments());
      }
      message.providerStates().forEach(state -> prompt.text(state.data()));
    }
    return prompt.text(request.extraBody());
  }

  private static void add(ContentPart part, Prompt prompt) {
    if (part instanceof ContentPart.Text text) {
      prompt.text(text.text());
    } else if (part instanceof ContentPart.Refusal refusal) {
      prompt.text(refusal.text());
    } else if (part instanceof ContentPart.Image image) {
      prompt.image(image.detail());
    } else if (part instanceof ContentPart.Audio audio) {
      prompt.audio(audio.data().remaining());
    } else if (part instanceof ContentPart.File file) {
      prompt.file(file.data().remaining());
    }
  }

  /** As the model wrote it. */
  static Prompt of(Answer answer) {
    Prompt written =
        new Prompt().text(answer.text()).text(answer.refusal()).text(answer.reasoning());
    answer.toolCalls().forEach(call -> written.text(call.name()).text(call.arguments()));
    return written;
  }
}
