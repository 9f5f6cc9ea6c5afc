package dev.sluice.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;

/** A mapping of the file that is passed on as the text of a JSON object. */
public record JsonObject(String text) {

  /** Whether it gives the field a value: null removes it. */
  boolean sets(String field) {
    return tree().hasNonNull(field);
  }

  JsonNode tree() {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("the text was written as JSON", impossible);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
