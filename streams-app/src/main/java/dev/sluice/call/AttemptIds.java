package dev.sluice.call;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names attempts by call and number, so that a reprocessed decision names the same attempt. A hash,
 * because the provider sees the name, and the polling ID is the client's alone.
 */
public final class AttemptIds {
  private static final int BYTES = 15;

  private AttemptIds() {}

  public static String of(String pollingId, int number) {
    byte[] hash =
        Hashing.sha256().hashString(pollingId + "#" + number, StandardCharsets.UTF_8).asBytes();
    return "att_"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
  }
}
