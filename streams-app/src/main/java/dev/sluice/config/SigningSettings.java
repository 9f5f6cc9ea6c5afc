package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.provider.Secret;
import dev.sluice.wire.RequestSignatures;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The secrets that one tenant signs its requests with. */
public record SigningSettings(
    @Setting(
            value = "The secret that signs what the gateway itself publishes for the tenant.",
            byDefault = "1",
            min = "0",
            max = "999999999")
        int currentKey,
    @Setting(
            "Secrets by their number, of 16 bytes or more (`openssl rand -hex 32`), the same at every process. To change one: add the new one everywhere, let the tenant sign with it, make it `current_key`, take the old one out.")
        Map<Integer, Secret> secrets) {

  public SigningSettings {
    secrets = ImmutableMap.copyOf(secrets);
  }

  RequestSignatures.Signer toSigner() {
    Map<Integer, byte[]> bytes = new HashMap<>();
    secrets.forEach(
        (number, secret) -> bytes.put(number, secret.reveal().getBytes(StandardCharsets.UTF_8)));
    return new RequestSignatures.Signer(currentKey, bytes);
  }
}
