package dev.sluice.config;

import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.ErrorRule;
import java.util.HashSet;
import java.util.Set;

/** Checks that concern several settings of a provider. */
final class ProviderChecks {
  /** Their locations tell the URL. */
  private static final Set<ProviderKind> HAVE_THEIR_OWN =
      Set.of(ProviderKind.VERTEX, ProviderKind.BEDROCK);

  private final Settings settings;
  private final ConfigErrors report;

  ProviderChecks(Settings settings, ConfigErrors report) {
    this.settings = settings;
    this.report = report;
  }

  void run() {
    SettingPath all = SettingPath.of("providers");
    report.check(!settings.providers().isEmpty(), "needs at least one provider", all);
    settings
        .providers()
        .forEach(
            (name, provider) -> {
              SettingPath path = all.child(name);
              boolean remote = provider.kind() != ProviderKind.ECHO;
              report.check(
                  !remote || provider.baseUrl() != null || HAVE_THEIR_OWN.contains(provider.kind()),
                  "is missing; an "
                      + Scalars.label(provider.kind())
                      + " provider needs one, such as "
                      + exampleUrl(provider.kind()),
                  path.child("base_url"),
                  path.child("kind"));
              report.check(
                  remote || provider.baseUrl() == null,
                  "an echo provider has none; remove it",
                  path.child("base_url"),
                  path.child("kind"));
              credentials(path, provider);
              if (provider.profile() != null) {
                Names.reference(
                    report,
                    provider.profile(),
                    ProfileTable.released().names(),
                    "profile",
                    path.child("profile"));
              }
              errorRules(path.child("error_rules"), provider);
              try {
                ProviderSettings unused = provider.toProvider(name);
              } catch (IllegalArgumentException e) {
                report.check(false, String.valueOf(e.getMessage()), path);
              }
            });
  }

  private void errorRules(SettingPath path, ProviderEntry provider) {
    for (int i = 0; i < provider.errorRules().size(); i++) {
      try {
        ErrorRule unused = provider.errorRules().get(i).toRule();
      } catch (IllegalArgumentException e) {
        report.check(false, String.valueOf(e.getMessage()), path.item(i));
      }
    }
  }

  private void credentials(SettingPath path, ProviderEntry provider) {
    SettingPath list = path.child("api_keys");
    report.check(
        provider.apiKey() == null || provider.apiKeys().isEmpty(),
        "set api_key or api_keys, not both",
        list,
        path.child("api_key"));
    Set<Secret> known = new HashSet<>();
    for (int i = 0; i < provider.apiKeys().size(); i++) {
      Secret key = provider.apiKeys().get(i);
      boolean blank = key.reveal().isBlank();
      report.check(blank || known.add(key), "is the same as one before it", list.item(i));
    }
  }

  private static String exampleUrl(ProviderKind kind) {
    return switch (kind) {
      case AZURE_OPENAI -> "https://my-resource.openai.azure.com";
      case ANTHROPIC -> "https://api.anthropic.com/v1";
      case BEDROCK -> "https://bedrock-runtime.eu-central-1.amazonaws.com";
      case VERTEX -> "https://europe-west4-aiplatform.googleapis.com";
      case GEMINI -> "https://generativelanguage.googleapis.com/v1beta";
      case OPENAI, OPENAI_RESPONSES, ECHO -> "https://api.openai.com/v1";
    };
  }
}
