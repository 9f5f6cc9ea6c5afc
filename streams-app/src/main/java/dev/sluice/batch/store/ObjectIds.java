package dev.sluice.batch.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.util.UUID;

/** IDs of files and batches, in the form of OpenAI's. */
public final class ObjectIds {
  private static final int LENGTH = 32;

  private ObjectIds() {}

  public static String file() {
    return "file-" + random();
  }

  /** Always the same for a text. */
  public static String file(String text) {
    return "file-" + hash(text);
  }

  public static String batch() {
    return "batch_" + random();
  }

  /** Always the same for a text. */
  public static String batch(String text) {
    return "batch_" + hash(text);
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, UTF_8).toString().substring(0, LENGTH);
  }
}
