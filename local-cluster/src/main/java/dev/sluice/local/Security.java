package dev.sluice.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What makes a broker a secured one: a certificate that is its own authority, and a super user with
 * a password by chance. Clients speak SASL_SSL with SCRAM-SHA-512, and may do what ACLs allow.
 */
public final class Security {

  private static final String ADMIN = "admin";
  private static final String MECHANISM = "SCRAM-SHA-512";
  private static final String KEY_STORE = "broker.p12";
  private static final String AUTHORITY = "authority.pem";
  private static final String PASSWORD = "password";
  private static final String ALIAS = "broker";

  private final Path dir;
  private final String password;

  private Security(Path dir, String password) {
    this.dir = dir;
    this.password = password;
  }

  /**
   * That of a secured cluster, which has been started once.
   *
   * @param data the directory of the cluster
   */
  public static Security of(Path data) throws IOException {
    Path dir = data.toAbsolutePath().normalize().resolve("security");
    return new Security(dir, Files.readString(dir.resolve(PASSWORD), US_ASCII));
  }

  /** Made when it isn't there. */
  static Security ensure(Path data) throws IOException {
    Path dir = data.resolve("security");
    if (!Files.exists(dir)) {
      // a kill leaves all of it or nothing under its name
      Path half = Files.createTempDirectory(data, "security");
      make(half);
      Files.move(half, dir, StandardCopyOption.ATOMIC_MOVE);
    }
    return of(data);
  }

  /** What the super user's clients need, except for the addresses. */
  public Map<String, String> ofAdmin() {
    return ofUser(ADMIN, password);
  }

  /** What a user's clients need, except for the addresses. */
  public Map<String, String> ofUser(String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        MECHANISM,
        "sasl.jaas.config",
        login(user, password),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        dir.resolve(AUTHORITY).toString());
  }

  /** For the formatter, because the first client of a new broker is the broker itself. */
  List<String> firstUsers() {
    return List.of("%s=[name=%s,password=%s]".formatted(MECHANISM, ADMIN, password));
  }

  /**
   * @param listener of the clients, which the broker uses for itself too
   */
  void secure(Properties settings, String listener) {
    settings.put("sasl.enabled.mechanisms", MECHANISM);
    settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
    settings.put(
        "listener.name.%s.scram-sha-512.sasl.jaas.config".formatted(Ascii.toLowerCase(listener)),
        login(ADMIN, password));
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", dir.resolve(KEY_STORE).toString());
    settings.put("ssl.keystore.password", password);
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", dir.resolve(AUTHORITY).toString());
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // without a name only over the controllers' listener, which has no SASL
    settings.put("super.users", "User:%s;User:ANONYMOUS".formatted(ADMIN));
  }

  private static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required"
        + " username=\"%s\" password=\"%s\";".formatted(user, password);
  }

  private static void make(Path dir) throws IOException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Files.writeString(dir.resolve(PASSWORD), password, US_ASCII);
    makeKey(dir.resolve(KEY_STORE), password);
    try {
      byte[] certificate =
          KeyStore.getInstance(dir.resolve(KEY_STORE).toFile(), password.toCharArray())
              .getCertificate(ALIAS)
              .getEncoded();
      Files.writeString(
          dir.resolve(AUTHORITY),
          "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
              .formatted(Base64.getMimeEncoder(64, new byte[] {10}).encodeToString(certificate)),
          US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IOException("the broker's certificate in " + dir + " can't be read", e);
    }
  }

  /** By a process, because the JDK makes certificates nowhere else. */
  private static void makeKey(Path store, String password) throws IOException {
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "3650",
            "-dname",
            "CN=local-cluster",
            "-ext",
            "BasicConstraints=ca:true",
            "-ext",
            "SubjectAlternativeName=ip:127.0.0.1,dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass:env",
            "PASSWORD");
    keytool.environment().put("PASSWORD", password);
    Process process = keytool.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool made no key: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a key", e);
    }
  }
}
