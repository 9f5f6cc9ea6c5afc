package dev.sluice.config;

import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.Secret;
import org.jspecify.annotations.Nullable;

/** What a provider of the kind `bedrock` needs besides. */
public record BedrockEntry(
    @Setting("Where requests go, such as `eu-central-1`.") String region,
    @Setting("An access key that signs all requests.") @Nullable Secret accessKeyId,
    @Setting("The secret of that access key.") @Nullable Secret secretAccessKey,
    @Setting("The session token of that access key, if it is a temporary one.")
        @Nullable Secret sessionToken,
    @Setting(
            value =
                "`true` looks for AWS's default credentials, and renews them: in the environment, "
                    + "a profile, a web identity's token, at the container or the instance.",
            byDefault = "false")
        boolean defaultCredentials) {

  BedrockSettings toSettings() {
    return new BedrockSettings(
        region, accessKeyId, secretAccessKey, sessionToken, defaultCredentials);
  }
}
