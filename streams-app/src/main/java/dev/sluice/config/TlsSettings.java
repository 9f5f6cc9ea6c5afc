package dev.sluice.config;

import dev.sluice.provider.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS of the HTTP listener: a key store, or a certificate and its key in PEM. */
public record TlsSettings(
    @Setting(
            "A PKCS #12 key store with the certificate and its key. With it, the listener speaks TLS only.")
        @Nullable Path keystore,
    @Setting("The key store's password.") @Nullable Secret keystorePassword,
    @Setting("In place of a key store: the certificate and its chain, in PEM.")
        @Nullable Path certificate,
    @Setting("The certificate's private key, in PEM (PKCS #8, `BEGIN PRIVATE KEY`).")
        @Nullable Path key,
    @Setting(
            "Certificates in PEM that vouch for the other processes of the gateway. Without the setting: those that the JVM trusts.")
        @Nullable Path peerCertificates) {

  /** Whether the listener speaks TLS. */
  public boolean isOn() {
    return keystore != null || certificate != null;
  }
}
