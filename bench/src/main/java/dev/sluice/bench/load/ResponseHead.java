package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * What a client has to know of a response in order to go on.
 *
 * @param id by which it is polled
 * @param status as OpenAI spells it
 */
record ResponseHead(String id, String status) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Reads no further than both are known. */
  static ResponseHead read(byte[] body) throws IOException {
    String id = null;
    String status = null;
    try (JsonParser parser = JSON.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME && (id == null || status == null)) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("id") && value == JsonToken.VALUE_STRING) {
          id = parser.getText();
        } else if (name.equals("status") && value == JsonToken.VALUE_STRING) {
          status = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    }
    if (id == null || status == null) {
      throw new IOException("a response without an id or a status");
    }
    return new ResponseHead(id, status);
  }

  boolean isUnderWay() {
    return status.equals("queued") || status.equals("in_progress");
  }

  boolean isCompleted() {
    return status.equals("completed");
  }
}
