package dev.sluice.config;

import dev.sluice.provider.VertexSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a provider of the kind `vertex` needs besides. */
public record VertexEntry(
    @Setting("The ID of the Google Cloud project that is billed.") String project,
    @Setting(
            value =
                "Where the models run: a region such as `europe-west4`, `eu` or `us`, or `global`.",
            byDefault = "global")
        String location,
    @Setting(
            "The key of a service account, as the console downloads it (JSON). Access tokens are "
                + "fetched with it, and renewed before they expire.")
        @Nullable Path credentialsFile,
    @Setting(
            value =
                "`true` looks for Google's application default credentials: in the file that "
                    + "`GOOGLE_APPLICATION_CREDENTIALS` names, in gcloud's, or at the metadata server.",
            byDefault = "false")
        boolean applicationDefault) {

  VertexSettings toSettings() {
    return new VertexSettings(project, location, credentialsFile, applicationDefault);
  }
}
