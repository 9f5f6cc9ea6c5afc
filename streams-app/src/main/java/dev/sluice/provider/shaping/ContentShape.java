package dev.sluice.provider.shaping;

import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ToolCall;
import dev.sluice.profile.ContentKind;
import dev.sluice.profile.MessageRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The content of single messages that a model takes. For one attempt only. */
final class ContentShape {
  /** No registered type, but some clients' word for image/jpeg. */
  private static final String JPG = "data:image/jpg";

  private final MessageRules rules;
  private final Adjustments adjustments;

  ContentShape(MessageRules rules, Adjustments adjustments) {
    this.rules = rules;
    this.adjustments = adjustments;
  }

  List<Message> of(List<Message> messages) {
    List<Message> shaped = new ArrayList<>(messages.size());
    for (Message message : messages) {
      Message fits = message.withParts(parts(message.parts()));
      if (!fits.toolCalls().isEmpty()) {
        fits = fits.withToolCalls(fits.toolCalls().stream().map(ContentShape::call).toList());
      }
      if (fits.name() != null && !rules.names()) {
        fits = fits.withoutName();
        adjustments.note("names of messages dropped");
      }
      shaped.add(fits);
    }
    return shaped;
  }

  /** Models write no arguments in several ways, and some servers read only one of them. */
  private static ToolCall call(ToolCall call) {
    String arguments = call.arguments().strip();
    boolean none = arguments.isEmpty() || arguments.equals("null");
    return none && !call.custom() ? call.withArguments("{}") : call;
  }

  private List<ContentPart> parts(List<ContentPart> parts) {
    List<ContentPart> shaped = new ArrayList<>(parts.size());
    for (ContentPart part : parts) {
      ContentKind kind = kind(part);
      if (kind != null && !rules.content().contains(kind)) {
        throw adjustments.unfit("messages", "takes no " + kind.name().toLowerCase(Locale.ROOT));
      }
      shaped.add(part instanceof ContentPart.Image image ? image(image) : part);
    }
    return shaped;
  }

  private static @Nullable ContentKind kind(ContentPart part) {
    if (part instanceof ContentPart.Image) {
      return ContentKind.IMAGE;
    }
    if (part instanceof ContentPart.Audio) {
      return ContentKind.AUDIO;
    }
    return part instanceof ContentPart.File ? ContentKind.FILE : null;
  }

  private ContentPart.Image image(ContentPart.Image image) {
    String url = image.url();
    boolean jpg = url.regionMatches(true, 0, JPG, 0, JPG.length());
    if (!jpg || url.length() == JPG.length() || ";,".indexOf(url.charAt(JPG.length())) < 0) {
      return image;
    }
    adjustments.note("image/jpg -> image/jpeg");
    return new ContentPart.Image("data:image/jpeg" + url.substring(JPG.length()), image.detail());
  }
}
