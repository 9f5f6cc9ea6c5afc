package dev.sluice.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One secret that signs webhooks, in the form of Standard Webhooks: {@code whsec_}, then 24 to 64
 * bytes in Base64. Never shown. Immutable; any thread.
 */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final byte[] bytes;

  private WebhookSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException if the text is not such a secret; the message does not repeat
   *     it
   */
  public static WebhookSecret parse(String text) {
    byte[] bytes = new byte[0];
    try {
      bytes = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(6) : "");
    } catch (IllegalArgumentException ignored) {
      // it would repeat a part of the text
    }
    if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "expected whsec_ and then 24 to 64 bytes in Base64; `echo whsec_$(openssl rand -base64"
              + " 32)` makes a good one");
    }
    return new WebhookSecret(bytes);
  }

  /** The header's form: {@code v1,} and the signature in Base64. */
  String sign(String id, long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes, ALGORITHM));
      mac.update((id + "." + timestamp + ".").getBytes(US_ASCII));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
