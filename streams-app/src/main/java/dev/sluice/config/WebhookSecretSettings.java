package dev.sluice.config;

import dev.sluice.provider.Secret;
import dev.sluice.webhook.Signer;
import dev.sluice.webhook.WebhookSecret;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One secret that signs webhooks, and its predecessor while receivers change over. */
public record WebhookSecretSettings(
    @Setting(
            "The secret: `whsec_` and then 24 to 64 bytes in Base64 (`echo whsec_$(openssl rand -base64 32)`), as the receiver has it.")
        Secret current,
    @Setting("Another secret that also signs, while receivers change from one to the other.")
        @Nullable Secret previous) {

  Signer toSigner() {
    return new Signer(
        Stream.of(current, previous)
            .flatMap(Stream::ofNullable)
            .map(secret -> WebhookSecret.parse(secret.reveal()))
            .toList());
  }
}
