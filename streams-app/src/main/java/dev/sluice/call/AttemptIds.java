package dev.sluice.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names attempts by call and number, so that a reprocessed decision names the same attempt. A hash,
 * because the provider sees the name, and the polling ID is the client's alone.
 */
final class AttemptIds {
  private static final int BYTES = 15;

  private AttemptIds() {}

  static String of(String pollingId, int number) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((pollingId + "#" + number).getBytes(StandardCharsets.UTF_8));
      return "att_"
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
