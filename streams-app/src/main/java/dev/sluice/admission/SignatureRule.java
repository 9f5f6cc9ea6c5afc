package dev.sluice.admission;

import java.util.List;

/**
 * The signatures that a tenant's policy demands of requests on the topic. Immutable.
 *
 * @param required true refuses unsigned requests
 * @param keyIds the accepted signing keys, newest first; empty means all that the gateway has for
 *     the tenant
 */
public record SignatureRule(boolean required, List<String> keyIds) {
  public static final SignatureRule NONE = new SignatureRule(false, List.of());

  public SignatureRule {
    keyIds = List.copyOf(keyIds);
  }

  public boolean accepts(String keyId) {
    return keyIds.isEmpty() || keyIds.contains(keyId);
  }
}
