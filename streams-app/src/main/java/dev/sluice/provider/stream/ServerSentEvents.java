package dev.sluice.provider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code text/event-stream} as the HTML standard parses it
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html), except in two points. An event
 * that the stream's end leaves without its blank line counts, where the standard drops it, since
 * some servers end with the line {@code data: [DONE]}; but not if it is empty, or begins as JSON
 * and is not whole: then it was cut off, and what is left of it may say something else, such as an
 * error. And a field {@code error}, which the standard does not know, is the data of an event of
 * that name: llama.cpp before its #16109 (September 2025) tells errors so. Fields {@code id} and
 * {@code retry} are for who connects again, and are skipped.
 */
public final class ServerSentEvents implements EventReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String ERROR = "error";

  /** The last event of OpenAI's streams. */
  private static final String DONE = "[DONE]";

  private final int maxEventBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private @Nullable String name;
  private boolean hasData;
  private int dataBytes;
  private boolean firstLine = true;
  private boolean afterReturn;
  private boolean tooLarge;

  /**
   * @param maxEventBytes of one line, and of the data of one event
   */
  public ServerSentEvents(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  @Override
  public List<StreamEvent> read(ByteBuffer bytes) {
    byte[] chunk = new byte[bytes.remaining()];
    bytes.get(chunk);
    List<StreamEvent> events = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < chunk.length && !tooLarge; i++) {
      byte next = chunk[i];
      boolean endsReturn = afterReturn && next == '\n';
      afterReturn = next == '\r';
      if (endsReturn) {
        from = i + 1;
      } else if (next == '\r' || next == '\n') {
        line.write(chunk, from, i - from);
        from = i + 1;
        endLine(events);
      }
    }
    if (!tooLarge) {
      line.write(chunk, from, chunk.length - from);
      tooLarge = isTooLarge();
    }
    return events;
  }

  @Override
  public List<StreamEvent> end() {
    List<StreamEvent> events = new ArrayList<>();
    if (!tooLarge) {
      if (line.size() > 0) {
        endLine(events);
      }
      if (!isCutOff()) {
        dispatch(events);
      }
    }
    return events;
  }

  @Override
  public @Nullable Fault fault() {
    return tooLarge ? Fault.TOO_LARGE : null;
  }

  /** Whether what the stream's end leaves of an event can't be all of it. */
  private boolean isCutOff() {
    String begun = data.toString().strip();
    boolean begunAsJson = begun.startsWith("{") || begun.startsWith("[");
    return begun.isEmpty()
        || (begunAsJson && !begun.equalsIgnoreCase(DONE) && Json.parse(begun) == null);
  }

  private boolean isTooLarge() {
    return (long) dataBytes + line.size() > maxEventBytes;
  }

  private void endLine(List<StreamEvent> events) {
    tooLarge = isTooLarge();
    if (tooLarge) {
      return;
    }
    String text = line.toString(UTF_8);
    int bytes = line.size();
    line.reset();
    if (firstLine && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      text = text.substring(1);
    }
    firstLine = false;
    if (text.isEmpty()) {
      dispatch(events);
      return;
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    int value = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
    put(field, colon < 0 ? "" : text.substring(value), bytes);
  }

  /** A comment is a field without a name. */
  private void put(String field, String value, int bytes) {
    boolean isError = field.equals(ERROR);
    if (isError || field.equals("data")) {
      if (hasData) {
        data.append('\n');
      }
      data.append(value);
      hasData = true;
      dataBytes += bytes;
    }
    if (isError) {
      name = ERROR;
    } else if (field.equals("event")) {
      name = value.isEmpty() ? null : value;
    }
  }

  private void dispatch(List<StreamEvent> events) {
    if (hasData) {
      events.add(new StreamEvent(name, data.toString()));
    }
    name = null;
    data.setLength(0);
    hasData = false;
    dataBytes = 0;
  }
}
