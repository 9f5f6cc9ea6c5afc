package dev.sluice.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/** The upload of a batch's input, as a form of several parts (RFC 7578). Pure. */
final class BatchUpload {
  /** No line of JSON holds the line break that comes before it in a form. */
  private static final String BOUNDARY = "sluice-batch-input";

  static final String MEDIA_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private BatchUpload() {}

  static byte[] of(BatchForm form, byte[] input) {
    Map<String, String> fields = new TreeMap<>(form.expiry());
    fields.put("purpose", "batch");
    StringBuilder head = new StringBuilder();
    fields.forEach(
        (name, value) ->
            part(head, "name=\"" + name + "\"").append("\r\n").append(value).append("\r\n"));
    part(head, "name=\"file\"; filename=\"sluice.jsonl\"")
        .append("Content-Type: ")
        .append(form.mediaType())
        .append("\r\n\r\n");
    ByteArrayOutputStream body = new ByteArrayOutputStream(input.length + 1024);
    body.writeBytes(head.toString().getBytes(UTF_8));
    body.writeBytes(input);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return body.toByteArray();
  }

  private static StringBuilder part(StringBuilder form, String names) {
    return form.append("--")
        .append(BOUNDARY)
        .append("\r\nContent-Disposition: form-data; ")
        .append(names)
        .append("\r\n");
  }
}
