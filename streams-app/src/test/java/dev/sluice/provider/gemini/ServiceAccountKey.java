package dev.sluice.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The key of a service account, as Google's console downloads it, with a key of the test's own. */
public final class ServiceAccountKey {
  private static final String PEM = pem();

  private ServiceAccountKey() {}

  /** A file of that name. */
  public static Path write(Path directory, String tokenUri) throws IOException {
    String json =
        Json.object()
            .put("type", "service_account")
            .put("project_id", "my-project")
            .put("private_key_id", "0123456789abcdef")
            .put("private_key", PEM)
            .put("client_email", "sluice@my-project.iam.gserviceaccount.com")
            .put("client_id", "123456789")
            .put("token_uri", tokenUri)
            .toString();
    return Files.writeString(directory.resolve("key.json"), json);
  }

  /** Short: it is generated for every run, and signs for a stub. */
  private static String pem() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
