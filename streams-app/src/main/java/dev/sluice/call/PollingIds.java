package dev.sluice.call;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Issues and verifies polling IDs: {@code resp_} and, in URL-safe Base64, version, HMAC key ID,
 * partition, append time, offset and a 128-bit HMAC-SHA256 over these, the requests topic and the
 * tenant. Deterministic, so a reprocessed record names the same call; unguessable without the
 * secret. Immutable; any thread.
 */
public final class PollingIds {
  private static final String PREFIX = "resp_";
  private static final byte VERSION = 1;
  private static final int SIGNED_BYTES = 1 + 1 + 4 + 8 + 8;
  private static final int MAC_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final String topic;
  private final int currentKeyId;
  private final Map<Integer, SecretKeySpec> keys = new TreeMap<>();

  /**
   * @param topic the name of the requests topic
   * @param currentKeyId the key that signs new IDs, 0 to 255; the others only verify
   * @param secrets by key ID, each of 16 bytes or more
   * @throws IllegalArgumentException if the current key is missing or a secret is too short
   */
  public PollingIds(String topic, int currentKeyId, Map<Integer, byte[]> secrets) {
    this.topic = topic;
    this.currentKeyId = currentKeyId;
    secrets.forEach(
        (id, secret) -> {
          if (id < 0 || id > 255) {
            throw new IllegalArgumentException("polling ID key " + id + " is not within 0 to 255");
          }
          if (secret.length < 16) {
            throw new IllegalArgumentException(
                "the secret of polling ID key " + id + " has fewer than 16 bytes");
          }
          keys.put(id, new SecretKeySpec(secret, ALGORITHM));
        });
    if (!keys.containsKey(currentKeyId)) {
      throw new IllegalArgumentException("there is no secret for polling ID key " + currentKeyId);
    }
  }

  /** The ID of the request at this position of the requests topic. */
  public String issue(String tenant, int partition, Instant acceptedAt, long offset) {
    ByteBuffer id = ByteBuffer.allocate(SIGNED_BYTES + MAC_BYTES);
    id.put(VERSION).put((byte) currentKeyId).putInt(partition);
    id.putLong(acceptedAt.toEpochMilli()).putLong(offset);
    byte[] mac = mac(keys.get(currentKeyId), id.array(), tenant);
    id.put(mac, 0, MAC_BYTES);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(id.array());
  }

  /**
   * Parses an ID that was issued for this tenant. Empty for anything else: another form, a forged
   * or unknown key, another tenant's ID.
   */
  public Optional<PollingId> verify(String text, String tenant) {
    byte[] bytes = decode(text);
    if (bytes == null || bytes[0] != VERSION) {
      return Optional.empty();
    }
    SecretKeySpec key = keys.get(Byte.toUnsignedInt(bytes[1]));
    if (key == null) {
      return Optional.empty();
    }
    byte[] expected = mac(key, bytes, tenant);
    byte[] actual = new byte[expected.length];
    System.arraycopy(bytes, SIGNED_BYTES, actual, 0, MAC_BYTES);
    // compares only the bytes that are sent, in constant time
    System.arraycopy(expected, MAC_BYTES, actual, MAC_BYTES, expected.length - MAC_BYTES);
    if (!MessageDigest.isEqual(expected, actual)) {
      return Optional.empty();
    }
    return Optional.of(read(text, bytes));
  }

  /**
   * Parses an ID without checking who issued it, for IDs from this gateway's own topics. Always
   * {@linkplain #verify verify} a client's ID.
   */
  public static Optional<PollingId> unverified(String text) {
    byte[] bytes = decode(text);
    return bytes == null || bytes[0] != VERSION ? Optional.empty() : Optional.of(read(text, bytes));
  }

  private static PollingId read(String text, byte[] bytes) {
    ByteBuffer id = ByteBuffer.wrap(bytes);
    id.position(2);
    return new PollingId(text, id.getInt(), Instant.ofEpochMilli(id.getLong()), id.getLong());
  }

  private static byte @Nullable [] decode(String text) {
    if (!text.startsWith(PREFIX)) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
      boolean canonical =
          bytes.length == SIGNED_BYTES + MAC_BYTES
              && Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(bytes)
                  .equals(text.substring(PREFIX.length()));
      return canonical ? bytes : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private byte[] mac(@Nullable SecretKeySpec key, byte[] id, String tenant) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(id, 0, SIGNED_BYTES);
      // lengths keep (topic, tenant) unambiguous
      byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(4).putInt(topicBytes.length).flip());
      mac.update(topicBytes);
      return mac.doFinal(tenant.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
