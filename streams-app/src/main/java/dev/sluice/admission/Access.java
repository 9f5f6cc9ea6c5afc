package dev.sluice.admission;

import org.jspecify.annotations.Nullable;

/** Whether a policy allows what a request asks for. */
public sealed interface Access {

  record Granted(PolicyKey key) implements Access {}

  /** The request is refused; the message tells the client what to do. */
  sealed interface Refused extends Access {
    String message();
  }

  record UnknownKey(String keyId) implements Refused {
    @Override
    public String message() {
      return "The tenant's policy has no key '%s'; send the key_id of one that it lists."
          .formatted(keyId);
    }
  }

  record DisabledKey(String keyId) implements Refused {
    @Override
    public String message() {
      return "The key '%s' is disabled; use another key or ask the operator to enable it."
          .formatted(keyId);
    }
  }

  /**
   * @param keyId null when no key of the tenant may take the model
   */
  record ModelNotAllowed(String model, @Nullable String keyId) implements Refused {
    @Override
    public String message() {
      String who = keyId == null ? "tenant" : "key '" + keyId + "'";
      return "The model '%s' is not allowed for this %s; use one that its policy lists."
          .formatted(model, who);
    }
  }

  record FallbackNotAllowed(String fallback) implements Refused {
    @Override
    public String message() {
      return "The tenant's policy does not allow the fallback '%s'; remove it or name one that it allows."
          .formatted(fallback);
    }
  }
}
