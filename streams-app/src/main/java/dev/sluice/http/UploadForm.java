package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.ChunkWriter;
import dev.sluice.http.openai.BadParameter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The form that a file is uploaded with (RFC 7578), read part by part: the file goes on as it
 * comes, and only the other fields are kept. One thread.
 */
final class UploadForm implements MultiPart.Parser.Listener {
  private static final int READ_BYTES = 64 * 1024;
  private static final int LONGEST_FIELD = 4 * 1024;
  private static final int MOST_PARTS = 32;
  private static final String FILE = "file";
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*(name|filename\\*?)\\s*=\\s*(\"(?:\\\\.|[^\"\\\\])*\"|[^;]*)");

  private final ChunkWriter file;
  private final long mostBytes;
  private final Map<String, String> fields = new HashMap<>();
  private ByteArrayOutputStream field = new ByteArrayOutputStream();
  private @Nullable String part;
  private @Nullable String fileName;
  private boolean hasFile;
  private boolean complete;
  private @Nullable Exception failed;

  /**
   * @param file takes the content
   * @param mostBytes that it may have
   */
  UploadForm(ChunkWriter file, long mostBytes) {
    this.file = file;
    this.mostBytes = mostBytes;
  }

  void read(InputStream in, String boundary)
      throws BadParameter, BatchStore.AwayException, IOException {
    MultiPart.Parser parser = new MultiPart.Parser(boundary, this);
    parser.setMaxParts(MOST_PARTS);
    while (true) {
      // the parser may keep what it was given
      byte[] buffer = new byte[READ_BYTES];
      int length = in.read(buffer);
      parser.parse(
          length < 0
              ? Content.Chunk.EOF
              : Content.Chunk.from(ByteBuffer.wrap(buffer, 0, length), false));
      check();
      if (length < 0) {
        break;
      }
    }
    if (!complete) {
      throw malformed();
    }
    if (!hasFile) {
      throw BadParameter.missing(FILE);
    }
  }

  private void check() throws BadParameter, BatchStore.AwayException {
    if (failed instanceof BadParameter bad) {
      throw bad;
    }
    if (failed instanceof BatchStore.AwayException away) {
      throw away;
    }
    if (failed != null) {
      throw malformed();
    }
  }

  private static BadParameter malformed() {
    return BadParameter.invalid("", "The body is no whole form of multipart/form-data.");
  }

  /** The text of a field; null if it is missing. */
  @Nullable String field(String name) {
    return fields.get(name);
  }

  /** As the client calls it, without its folder. */
  String fileName() {
    String name = fileName == null ? "" : fileName.replaceAll(".*[/\\\\]", "").strip();
    return name.isEmpty() ? "upload.jsonl" : name;
  }

  @Override
  public void onPartBegin() {
    part = null;
    field = new ByteArrayOutputStream();
  }

  @Override
  public void onPartHeader(String name, String value) {
    if (!name.equalsIgnoreCase("Content-Disposition")) {
      return;
    }
    String partFileName = null;
    Matcher parameters = PARAMETER.matcher(value);
    while (parameters.find()) {
      String text = unquoted(parameters.group(2).strip());
      if (parameters.group(1).equals("name")) {
        part = text;
      } else if (parameters.group(1).equals("filename")) {
        partFileName = text;
      }
    }
    if (FILE.equals(part)) {
      if (hasFile) {
        failed = BadParameter.invalid(FILE, "There may be only one file.");
      }
      hasFile = true;
      fileName = partFileName;
    }
  }

  private static String unquoted(String text) {
    return text.length() < 2 || !text.startsWith("\"")
        ? text
        : text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  @Override
  public void onPartContent(Content.Chunk chunk) {
    if (failed != null) {
      return;
    }
    ByteBuffer content = chunk.getByteBuffer();
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    try {
      if (FILE.equals(part)) {
        takeFile(bytes);
      } else {
        takeField(bytes);
      }
    } catch (BadParameter | BatchStore.AwayException refused) {
      failed = refused;
    }
  }

  private void takeFile(byte[] bytes) throws BadParameter, BatchStore.AwayException {
    if (file.bytes() + bytes.length > mostBytes) {
      throw BadParameter.tooLarge(FILE, "The file has more than " + mostBytes + " bytes.");
    }
    file.write(bytes, 0, bytes.length);
  }

  private void takeField(byte[] bytes) throws BadParameter {
    if (field.size() + bytes.length > LONGEST_FIELD) {
      throw BadParameter.invalid(part == null ? "" : part, "A field of the form is too long.");
    }
    field.writeBytes(bytes);
  }

  @Override
  public void onPartEnd() {
    if (part != null && !part.equals(FILE)) {
      fields.put(part, field.toString(UTF_8));
    }
  }

  @Override
  public void onComplete() {
    complete = true;
  }

  @Override
  public void onFailure(Throwable failure) {
    if (failed == null) {
      failed = new IOException(failure);
    }
  }
}
