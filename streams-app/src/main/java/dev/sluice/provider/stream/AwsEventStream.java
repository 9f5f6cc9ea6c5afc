package dev.sluice.provider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.json.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.eventstream.HeaderType;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/**
 * Reads Amazon's event stream encoding. AWS's own library decodes each frame. What the frame's
 * headers call it becomes the event's name:
 *
 * <ul>
 *   <li>an event: its {@code :event-type}, such as {@code contentBlockDelta}
 *   <li>an exception that the service's model names: {@code exception:} and its {@code
 *       :exception-type}, such as {@code exception:throttlingException}
 *   <li>any other error: {@code error:} and its {@code :error-code}. Its payload is empty, so its
 *       data is an object whose {@code message} is the header {@code :error-message}
 * </ul>
 */
public final class AwsEventStream implements EventReader {
  public static final String EXCEPTION = "exception:";
  public static final String ERROR = "error:";

  /** The lengths of the frame and of its headers, and the checksum of both. */
  private static final int PRELUDE = 12;

  /** A frame of neither headers nor payload: a prelude and the frame's checksum. */
  private static final int SMALLEST = PRELUDE + 4;

  private final int mostBytes;
  private byte[] frame = new byte[2048];
  private int held;

  /** The length of the frame, or of its prelude as long as that is not whole. */
  private int wanted = PRELUDE;

  private boolean ended;
  private @Nullable Fault fault;

  /**
   * @param mostBytes of one frame
   */
  public AwsEventStream(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public List<StreamEvent> read(ByteBuffer bytes) {
    List<StreamEvent> events = new ArrayList<>();
    while (fault == null && !ended && bytes.hasRemaining()) {
      take(bytes);
      if (held == PRELUDE && wanted == PRELUDE) {
        begin();
      } else if (held == wanted) {
        end(events);
      }
    }
    bytes.position(bytes.limit());
    return events;
  }

  private void take(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), wanted - held);
    if (held + count > frame.length) {
      // what a prelude promises may never come, so the room grows with what does
      frame = Arrays.copyOf(frame, Math.max(held + count, Math.min(wanted, 2 * frame.length)));
    }
    bytes.get(frame, held, count);
    held += count;
  }

  /** A broken length must not be waited for, so it is checked before the frame is whole. */
  private void begin() {
    CRC32 checksum = new CRC32();
    checksum.update(frame, 0, PRELUDE - 4);
    ByteBuffer prelude = ByteBuffer.wrap(frame);
    long length = Integer.toUnsignedLong(prelude.getInt(0));
    long told = Integer.toUnsignedLong(prelude.getInt(PRELUDE - 4));
    if (told != checksum.getValue() || length < SMALLEST) {
      fault = Fault.MALFORMED;
    } else if (length > mostBytes) {
      fault = Fault.TOO_LARGE;
    } else {
      wanted = (int) length;
    }
  }

  private void end(List<StreamEvent> events) {
    try {
      events.add(event(Message.decode(ByteBuffer.wrap(frame, 0, held))));
    } catch (RuntimeException broken) {
      // the library throws several kinds, for a checksum and for headers that are none
      fault = Fault.MALFORMED;
    }
    held = 0;
    wanted = PRELUDE;
  }

  private static StreamEvent event(Message message) {
    Map<String, HeaderValue> headers = message.getHeaders();
    String payload = new String(message.getPayload(), UTF_8);
    return switch (text(headers, ":message-type")) {
      case "exception" -> new StreamEvent(EXCEPTION + text(headers, ":exception-type"), payload);
      case "error" ->
          new StreamEvent(
              ERROR + text(headers, ":error-code"),
              Json.object().put("message", text(headers, ":error-message")).toString());
      default -> {
        String type = text(headers, ":event-type");
        yield new StreamEvent(type.isEmpty() ? null : type, payload);
      }
    };
  }

  private static String text(Map<String, HeaderValue> headers, String name) {
    HeaderValue value = headers.get(name);
    return value != null && value.getType() == HeaderType.STRING ? value.getString() : "";
  }

  /** A frame that is not whole is none. */
  @Override
  public List<StreamEvent> end() {
    ended = true;
    return List.of();
  }

  @Override
  public @Nullable Fault fault() {
    return fault;
  }
}
