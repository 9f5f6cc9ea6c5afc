package dev.sluice.provider.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.errors.ErrorReader;
import org.jspecify.annotations.Nullable;

/** Finds the errors that server-sent events tell of, under a status that promised none. Pure. */
public final class ErrorEvents {
  private static final String ERROR = "error";

  private ErrorEvents() {}

  /**
   * A copy of the error, in the form in which {@link ErrorReader#inside} finds it; null if the
   * event tells of none.
   *
   * @param data of the event; null if it is not JSON
   */
  public static @Nullable ObjectNode in(StreamEvent event, @Nullable JsonNode data) {
    JsonNode only = only(data);
    if (only instanceof ObjectNode object && ErrorReader.inside(object) != null) {
      return object.deepCopy();
    }
    if (!ERROR.equals(event.name())) {
      return null;
    }
    // named so, whatever is in it
    return only instanceof ObjectNode object ? of(object) : of(event.data());
  }

  /** The value itself, or the first one of an array, in which some servers put their errors. */
  public static @Nullable JsonNode only(@Nullable JsonNode data) {
    return data != null && data.isArray() ? data.path(0) : data;
  }

  /** In the same form, an error with these fields. */
  public static ObjectNode of(ObjectNode fields) {
    ObjectNode error = Json.object().put("type", ERROR);
    error.set(ERROR, fields.deepCopy());
    return error;
  }

  /** The same with this message. */
  public static ObjectNode of(String message) {
    return of(Json.object().put("message", message));
  }
}
