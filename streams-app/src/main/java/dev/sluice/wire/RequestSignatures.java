package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.admission.SignatureRule;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs and checks requests on the topic: the header {@code sluice-signature} is {@code v1=}, the
 * number of the tenant's secret, {@code :} and the HMAC-SHA256, in hex, over the length of the
 * record's key in four bytes, big-endian, the key, and the value as it is on the wire. Immutable;
 * any thread.
 */
public final class RequestSignatures {
  /** Nobody signs. */
  public static final RequestSignatures NONE = new RequestSignatures(Map.of());

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern FORM = Pattern.compile("v1=([0-9]{1,9}):([0-9a-f]{64})");

  private final Map<String, Signer> signers;

  /** A tenant's secrets: the current one signs what the gateway itself publishes. */
  public static final class Signer {
    private final int current;
    private final Map<Integer, SecretKeySpec> secrets = new HashMap<>();

    /**
     * @param secrets by number, including the current one
     */
    public Signer(int current, Map<Integer, byte[]> secrets) {
      this.current = current;
      secrets.forEach(
          (number, secret) -> this.secrets.put(number, new SecretKeySpec(secret, ALGORITHM)));
    }
  }

  /**
   * @param signers by tenant
   */
  public RequestSignatures(Map<String, Signer> signers) {
    this.signers = Map.copyOf(signers);
  }

  /** The header of what the gateway publishes for a tenant; empty if it has no secret for it. */
  public Optional<String> sign(String tenant, byte[] value) {
    Signer signer = signers.get(tenant);
    SecretKeySpec secret = signer == null ? null : signer.secrets.get(signer.current);
    if (signer == null || secret == null) {
      return Optional.empty();
    }
    byte[] mac = mac(secret, tenant, ByteBuffer.wrap(value));
    return Optional.of("v1=" + signer.current + ":" + HexFormat.of().formatHex(mac));
  }

  /**
   * Why a record does not satisfy the rule; empty if it does.
   *
   * @param value the value's bytes; null if the record has no signature
   */
  public Optional<String> complaint(
      SignatureRule rule, String tenant, @Nullable String header, @Nullable ByteBuffer value) {
    if (!rule.required()) {
      return Optional.empty();
    }
    if (header == null || value == null) {
      return Optional.of(
          "the tenant's policy demands signed requests, and the record has no header "
              + EventHeaders.SIGNATURE);
    }
    Matcher signature = FORM.matcher(header);
    if (!signature.matches()) {
      return Optional.of(
          EventHeaders.SIGNATURE + " must have the form v1=<number of the secret>:<64 hex digits>");
    }
    String number = signature.group(1);
    Signer signer = signers.get(tenant);
    SecretKeySpec secret =
        signer == null || !rule.accepts(number)
            ? null
            : signer.secrets.get(Integer.parseInt(number));
    boolean good =
        secret != null
            && MessageDigest.isEqual(
                mac(secret, tenant, value.duplicate()),
                HexFormat.of().parseHex(signature.group(2)));
    // a forger need not know which of both it is
    return good
        ? Optional.empty()
        : Optional.of("the signature is wrong, or its secret is not (or no longer) accepted");
  }

  private static byte[] mac(SecretKeySpec secret, String tenant, ByteBuffer value) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      byte[] key = tenant.getBytes(UTF_8);
      mac.update(ByteBuffer.allocate(4).putInt(key.length).flip());
      mac.update(key);
      mac.update(value);
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
