package dev.sluice.wire;

import dev.sluice.call.CacheTtl;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.v1.ContentPartType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts messages and their parts to and from Avro records. Stateless; any thread. */
final class MessageRecords {
  private MessageRecords() {}

  static Message fromRecord(dev.sluice.v1.Message read) {
    List<ContentPart> parts =
        read.getText() == null
            ? read.getParts().stream().map(MessageRecords::fromRecord).toList()
            : List.of(new ContentPart.Text(read.getText()));
    return new Message(
        Enums.byName(read.getRole(), Role.UNKNOWN),
        parts,
        read.getName(),
        read.getToolCallId(),
        read.getToolCalls().stream().map(AnswerRecords::fromRecord).toList(),
        read.getProviderStates().stream().map(AnswerRecords::fromRecord).toList());
  }

  static dev.sluice.v1.Message toRecord(Message message) {
    List<ContentPart> parts = message.parts();
    String text =
        parts.size() == 1
                && parts.get(0) instanceof ContentPart.Text only
                && only.cacheTtl() == null
            ? only.text()
            : null;
    return new dev.sluice.v1.Message(
        Enums.byName(message.role(), dev.sluice.v1.Role.UNKNOWN),
        text,
        text == null ? parts.stream().map(MessageRecords::toRecord).toList() : List.of(),
        message.name(),
        message.toolCallId(),
        message.toolCalls().stream().map(AnswerRecords::toRecord).toList(),
        message.providerStates().stream().map(AnswerRecords::toRecord).toList());
  }

  private static ContentPart fromRecord(dev.sluice.v1.ContentPart read) {
    CacheTtl ttl = read.getCacheTtl() == null ? null : CacheTtl.of(read.getCacheTtl());
    return switch (read.getType()) {
      case TEXT -> new ContentPart.Text(there(read.getText()), ttl);
      case REFUSAL -> new ContentPart.Refusal(there(read.getText()));
      case IMAGE_URL -> new ContentPart.Image(there(read.getUrl()), read.getDetail(), ttl);
      case AUDIO -> new ContentPart.Audio(there(read.getData()), there(read.getMediaType()));
      case FILE ->
          new ContentPart.File(
              there(read.getData()), there(read.getMediaType()), read.getFileName(), ttl);
      case UNKNOWN -> throw new IllegalArgumentException("a content part of an unknown type");
    };
  }

  private static <T> T there(@Nullable T field) {
    if (field == null) {
      throw new IllegalArgumentException("a content part without its field");
    }
    return field;
  }

  private static dev.sluice.v1.ContentPart toRecord(ContentPart part) {
    CacheTtl ttl = part.cacheTtl();
    dev.sluice.v1.ContentPart.Builder record =
        dev.sluice.v1.ContentPart.newBuilder().setCacheTtl(ttl == null ? null : ttl.text());
    if (part instanceof ContentPart.Text text) {
      record.setType(ContentPartType.TEXT).setText(text.text());
    } else if (part instanceof ContentPart.Refusal refusal) {
      record.setType(ContentPartType.REFUSAL).setText(refusal.text());
    } else if (part instanceof ContentPart.Image image) {
      record.setType(ContentPartType.IMAGE_URL).setUrl(image.url()).setDetail(image.detail());
    } else if (part instanceof ContentPart.Audio audio) {
      record.setType(ContentPartType.AUDIO).setData(audio.data()).setMediaType(audio.mediaType());
    } else if (part instanceof ContentPart.File file) {
      record
          .setType(ContentPartType.FILE)
          .setData(file.data())
          .setMediaType(file.mediaType())
          .setFileName(file.fileName());
    }
    return record.build();
  }
}
