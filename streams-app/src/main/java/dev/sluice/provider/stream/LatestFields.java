package dev.sluice.provider.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts together what a stream tells of one object at several times. Pure. */
public final class LatestFields {
  private LatestFields() {}

  /**
   * Sets what is told later, unless it says nothing: a null, or 0 where there was a count. Counts
   * only grow in the course of a stream, but some servers write 0 for those that they told before
   * (SGLang's {@code message_delta}, https://github.com/sgl-project/sglang/pull/20830).
   *
   * @param later any JSON value; nothing but an object has fields
   */
  public static void merge(ObjectNode known, JsonNode later) {
    later
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              boolean isLost =
                  value.isNumber()
                      && value.asDouble() == 0
                      && known.path(field.getKey()).asDouble(0) > 0;
              if (!value.isNull() && !isLost) {
                known.set(field.getKey(), value);
              }
            });
  }
}
