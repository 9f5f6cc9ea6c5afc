package dev.sluice.provider.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the bytes of a stream are divided into events. */
public enum StreamFraming {
  SERVER_SENT_EVENTS("text/event-stream"),
  AWS_EVENT_STREAM("application/vnd.amazon.eventstream");

  private final String mediaType;

  StreamFraming(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /**
   * Whether a reply with these values of {@code Content-Type} is framed so; null if it has none.
   */
  public boolean isOf(@Nullable List<String> contentTypes) {
    if (contentTypes == null || contentTypes.isEmpty()) {
      return false;
    }
    String type = contentTypes.get(0);
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters))
        .strip()
        .equalsIgnoreCase(mediaType);
  }

  /**
   * For one exchange.
   *
   * @param maxEventBytes the largest event that may be held
   */
  public EventReader reader(int maxEventBytes) {
    return switch (this) {
      case SERVER_SENT_EVENTS -> new ServerSentEvents(maxEventBytes);
      case AWS_EVENT_STREAM -> new AwsEventStream(maxEventBytes);
    };
  }
}
