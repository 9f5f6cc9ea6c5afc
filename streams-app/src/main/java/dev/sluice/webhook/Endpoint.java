package dev.sluice.webhook;

import java.net.URI;

/** Where a tenant's webhooks go. */
public sealed interface Endpoint {

  /** Its policy wants none. */
  record None() implements Endpoint {}

  /**
   * @param policyVersion of the policy that names it
   */
  record At(URI uri, Signer signer, long policyVersion) implements Endpoint {

    /** Without path and query, which may hold a secret. */
    @Override
    public String toString() {
      return uri.getScheme() + "://" + uri.getAuthority() + " by version " + policyVersion;
    }
  }

  /**
   * Its policy wants them, but this process can't send them at present.
   *
   * @param reason for display
   */
  record Unusable(String reason) implements Endpoint {}
}
