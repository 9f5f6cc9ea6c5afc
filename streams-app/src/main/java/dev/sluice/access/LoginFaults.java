package dev.sluice.access;

import java.util.Map;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Says why a broker and a client do not accept each other. */
record LoginFaults(Map<String, String> kafka) {

  String line(AuthenticationException refused) {
    if (refused instanceof SslAuthenticationException) {
      return tls(refused);
    }
    if (refused instanceof UnsupportedSaslMechanismException) {
      return "the broker refuses kafka.sasl.mechanism: " + refused.getMessage();
    }
    return "the broker refuses the user or the password in kafka.sasl.jaas.config: "
        + refused.getMessage();
  }

  private String tls(Throwable refused) {
    Throwable innermost = refused;
    for (int depth = 0; innermost.getCause() != null && depth < 16; depth++) {
      innermost = innermost.getCause();
    }
    String reason = String.valueOf(innermost.getMessage());
    if (reason.contains("certification path") || reason.contains("PKIX")) {
      return "the broker's certificate is not trusted: its authority has to be in "
          + (kafka.containsKey("ssl.truststore.certificates")
              ? "kafka.ssl.truststore.certificates"
              : "kafka.ssl.truststore.location")
          + " ("
          + reason
          + ")";
    }
    if (reason.contains("fatal alert")) {
      return "the broker refuses the TLS connection, perhaps for lack of a certificate in"
          + " kafka.ssl.keystore.location: "
          + reason;
    }
    return "no TLS connection to the broker is possible: "
        + reason
        + "; check kafka.security.protocol, and the names in the broker's certificate";
  }
}
