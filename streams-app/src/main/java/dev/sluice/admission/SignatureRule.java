package dev.sluice.admission;

import java.util.List;

/**
 * What a tenant's policy demands of requests that come by the topic. Immutable; any thread.
 *
 * @param required true refuses what is not signed
 * @param keyIds the signing keys that are accepted, newest first; empty for all that the gateway
 *     has of the tenant
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
