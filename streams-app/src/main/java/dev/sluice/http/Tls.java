package dev.sluice.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys from files, read once. A problem with one is an {@link
 * IllegalArgumentException} that names the file and never its content.
 */
public final class Tls {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** Only protects an in-memory store. */
  private static final String UNUSED = "unused";

  private Tls() {}

  /** From a PKCS #12 key store. */
  public static SslContextFactory.Server ofKeyStore(Path file, @Nullable String password) {
    char[] secret = password == null ? new char[0] : password.toCharArray();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret);
      return server(store, new String(secret));
    } catch (IOException | GeneralSecurityException unfit) {
      throw unfit(file, "is not a PKCS #12 key store that the password opens");
    }
  }

  /** From a certificate, with its chain, and its key in PEM. */
  public static SslContextFactory.Server ofPem(Path certificate, Path key) {
    Collection<? extends Certificate> chain = certificates(certificate);
    try {
      KeyStore store = empty();
      store.setKeyEntry(
          "server", privateKey(key), UNUSED.toCharArray(), chain.toArray(new Certificate[0]));
      return server(store, UNUSED);
    } catch (IOException | GeneralSecurityException unfit) {
      throw unfit(key, "holds no private key (PKCS #8, BEGIN PRIVATE KEY) of the certificate");
    }
  }

  /**
   * For connections to other processes.
   *
   * @param certificates in PEM, that vouch for them; null for those that the JVM trusts
   */
  public static SslContextFactory.Client client(@Nullable Path certificates) {
    SslContextFactory.Client client = new SslContextFactory.Client();
    if (certificates != null) {
      try {
        KeyStore store = empty();
        int number = 0;
        for (Certificate each : certificates(certificates)) {
          store.setCertificateEntry("peer-" + number++, each);
        }
        client.setTrustStore(store);
      } catch (IOException | GeneralSecurityException unfit) {
        throw unfit(certificates, "holds no certificates in PEM");
      }
    }
    return client;
  }

  private static SslContextFactory.Server server(KeyStore store, String password) {
    SslContextFactory.Server server = new SslContextFactory.Server();
    server.setKeyStore(store);
    server.setKeyStorePassword(password);
    server.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return server;
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!all.isEmpty()) {
        return all;
      }
    } catch (IOException | GeneralSecurityException unfit) {
      // told below
    }
    throw unfit(file, "holds no certificates in PEM");
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new InvalidKeySpecException("no PKCS #8");
    }
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException another) {
        // the file doesn't say which one it is
      }
    }
    return KeyFactory.getInstance("EdDSA").generatePrivate(key);
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, UNUSED.toCharArray());
    return store;
  }

  private static IllegalArgumentException unfit(Path file, String what) {
    return new IllegalArgumentException(file + " " + what);
  }
}
