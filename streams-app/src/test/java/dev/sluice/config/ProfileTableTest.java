package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Target;
import dev.sluice.profile.DefaultMaximum;
import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.OnUnsupported;
import dev.sluice.profile.ToolCallIdForm;
import dev.sluice.provider.ProviderKind;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of profiles, and docs/providers.md, which shows it. */
class ProfileTableTest {
  private static final String HEAD =
      "| entry | holds for | takes | source | checked |\n| --- | --- | --- | --- | --- |\n";

  private final ProfileTable table = ProfileTable.released();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI|https://api.openai.com/v1|o3-2025-04-16|"
            + "compatible, openai, openai-models, openai-reasoning, openai-o",
        "OPENAI|https://openrouter.ai/api/v1|anthropic/claude-opus-4.5|"
            + "compatible, openrouter, claude, claude-either, claude-4.5",
        "OPENAI|http://10.0.0.7:11434/v1|mistral-nemo:12b|compatible, ollama, mistral-models",
        "OPENAI|http://10.0.0.7:8000/v1|Qwen/Qwen3|compatible",
        "AZURE_OPENAI|https://r.openai.azure.com|GPT-4O-mini|azure, openai-models, gpt-4, gpt-4o",
        "ANTHROPIC|https://api.anthropic.com/v1|claude-haiku-4-5|"
            + "anthropic, claude, claude-either, claude-4.5",
        "ANTHROPIC|https://api.openai.com/v1|unheard-of|anthropic",
      })
  void shouldMatchFromTheGeneralToTheParticular(
      ProviderKind kind, URI baseUrl, String model, String names) {
    // When
    ModelProfile profile = table.of(kind, baseUrl, model, List.of());

    // Then
    assertThat(profile.names()).isEqualTo(names);
  }

  @Test
  void shouldTakeANamedServerInPlaceOfTheOneThatTheAddressTells() {
    // When
    ModelProfile profile =
        table.of(
            ProviderKind.OPENAI,
            URI.create("http://localhost:11434/v1"),
            "mistral-small",
            List.of("vllm"));

    // Then
    assertThat(profile.names()).isEqualTo("compatible, vllm, mistral-models");
  }

  @Test
  void shouldPreferTheConfigurationsOwnWords() {
    // Given
    String yaml =
        ConfigFiles.MINIMAL.replace(
                "    kind: echo\n",
                "    kind: openai\n    base_url: http://localhost:8000/v1\n    profile: mistral\n")
            + "        profile:\n"
            + "          take_params: [frob]\n"
            + "          drop_params: [stop]\n"
            + "          rename_params: {max_tokens: max_new_tokens}\n"
            + "          tool_call_ids: any\n"
            + "          default_maximum: never\n"
            + "          max_output_tokens: 512\n"
            + "    on_unsupported: refuse\n";

    // When
    Target target =
        Objects.requireNonNull(ConfigFiles.parse(yaml).routeTable().target("chat/local/one"));

    // Then
    ModelProfile profile = target.profile();
    assertThat(profile.names()).isEqualTo("compatible, mistral");
    assertThat(profile.params().only()).contains("frob", "temperature");
    assertThat(profile.params().drops("stop", false)).isTrue();
    assertThat(profile.params().renamed())
        .isEqualTo(Map.of("seed", "random_seed", "max_tokens", "max_new_tokens"));
    assertThat(profile.messages().toolCallIds()).isEqualTo(ToolCallIdForm.ANY);
    assertThat(profile.defaultMaximum()).isEqualTo(DefaultMaximum.NEVER);
    assertThat(profile.sampling().maxOutputTokens()).isEqualTo(512);
    assertThat(profile.onUnsupported()).isEqualTo(OnUnsupported.REFUSE);
  }

  @Test
  void shouldSayOfEveryEntryWhereAndWhenItIsKnownFrom() {
    assertThat(table.profiles())
        .allSatisfy(
            entry -> {
              assertThat(entry.source()).as(entry.name()).isNotBlank();
              assertThat(LocalDate.parse(entry.checked())).isAfter(LocalDate.of(2026, 1, 1));
            })
        .extracting(ProfileEntry::name)
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldBeShownAsItIs() throws IOException {
    // Given
    String rows =
        table.profiles().stream().map(ProfileTableTest::row).collect(Collectors.joining("\n"));

    // When
    Files.writeString(Path.of("target", "profiles-table.md"), HEAD + rows + "\n");
    String page = Files.readString(ConfigFiles.example("../docs/providers.md"));

    // Then
    assertThat(page)
        .as("the table of docs/providers.md; target/profiles-table.md has the right one")
        .contains("\n\n" + HEAD + rows + "\n\n");
  }

  private static String row(ProfileEntry entry) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            entry.name(),
            holdsFor(entry),
            takes(entry.profile()),
            entry.source().replace("|", "\\|"),
            entry.checked());
  }

  private static String holdsFor(ProfileEntry entry) {
    List<String> matches = new ArrayList<>();
    if (!entry.models().isEmpty()) {
      matches.add("models " + code(entry.models()));
    }
    if (!entry.hosts().isEmpty()) {
      matches.add("hosts " + code(entry.hosts()));
    }
    if (!entry.kinds().isEmpty()) {
      matches.add("kind " + code(entry.kinds().stream().map(Scalars::label).toList()));
    }
    return matches.isEmpty() ? "whoever names it" : String.join("; ", matches);
  }

  private static String takes(ProfileSettings profile) {
    return Arrays.stream(ProfileSettings.class.getRecordComponents())
        .filter(setting -> value(setting, profile) != null)
        .map(
            setting ->
                "`%s: %s`"
                    .formatted(Names.inFile(setting.getName()), text(value(setting, profile))))
        .collect(Collectors.joining("<br>"));
  }

  private static String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ProfileTableTest::text).collect(Collectors.joining(", "));
    }
    return value instanceof Enum<?> constant ? Scalars.label(constant) : String.valueOf(value);
  }

  private static @Nullable Object value(RecordComponent setting, ProfileSettings profile) {
    try {
      return setting.getAccessor().invoke(profile);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record's accessors are public", impossible);
    }
  }

  private static String code(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
