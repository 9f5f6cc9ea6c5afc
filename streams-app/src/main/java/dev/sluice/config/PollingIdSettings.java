package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.call.PollingIds;
import dev.sluice.provider.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The secrets that make polling IDs unguessable. */
public record PollingIdSettings(
    @Setting(
            value = "The secret that signs new polling IDs; the others only verify older ones.",
            byDefault = "1",
            min = "0",
            max = "255")
        int currentKey,
    @Setting(
            "Secrets by their number, 0 to 255, of 16 bytes or more (`openssl rand -hex 32`). Keep an old one until `view.retention` has passed since it was current.")
        Map<Integer, Secret> secrets) {

  public PollingIdSettings {
    secrets = ImmutableMap.copyOf(secrets);
  }

  /**
   * @param topic the name of the requests topic
   */
  public PollingIds issuer(String topic) {
    Map<Integer, byte[]> bytes = new HashMap<>();
    secrets.forEach(
        (id, secret) -> bytes.put(id, secret.reveal().getBytes(StandardCharsets.UTF_8)));
    return new PollingIds(topic, currentKey, bytes);
  }
}
