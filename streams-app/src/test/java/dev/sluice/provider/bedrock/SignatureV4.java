package dev.sluice.provider.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature that a server computes for a request that it received, after AWS's description of
 * Signature Version 4, and without AWS's library.
 */
final class SignatureV4 {
  private SignatureV4() {}

  /**
   * @param rawPath as in the request line
   * @param signed the signed headers, by name
   * @param secretAccessKey the server's own copy
   * @param scope {@code date/region/service/aws4_request}
   */
  static String of(
      String rawPath, Map<String, String> signed, byte[] body, String secretAccessKey, String scope)
      throws GeneralSecurityException {
    TreeMap<String, String> headers = new TreeMap<>();
    signed.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.strip()));
    String canonical =
        String.join(
            "\n",
            "POST",
            // every service but S3 encodes the path once more
            URLEncoder.encode(rawPath, UTF_8).replace("%2F", "/").replace("+", "%20"),
            "",
            headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining()),
            String.join(";", headers.keySet()),
            sha256(body));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            headers.get("x-amz-date"),
            scope,
            sha256(canonical.getBytes(UTF_8)));
    byte[] key = ("AWS4" + secretAccessKey).getBytes(UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
