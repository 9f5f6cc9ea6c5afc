package dev.sluice.config;

import dev.sluice.profile.ContentKind;
import dev.sluice.profile.DefaultMaximum;
import dev.sluice.profile.LastAssistant;
import dev.sluice.profile.MessageRules;
import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.OnUnsupported;
import dev.sluice.profile.ParamRules;
import dev.sluice.profile.SamplingRules;
import dev.sluice.profile.SchemaSubset;
import dev.sluice.profile.SystemRole;
import dev.sluice.profile.ToolCallIdForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lays settings of profiles over each other, the general ones first. For one thread. */
final class ProfileLayers {
  private final List<String> names = new ArrayList<>();
  private final List<ProfileSettings> layers = new ArrayList<>();
  private final Set<String> dropped = new HashSet<>();
  private final Set<String> droppedIfReasoning = new HashSet<>();
  private final Set<String> fallback = new HashSet<>();
  private final Set<String> only = new HashSet<>();
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<String> keywords = new HashSet<>();
  private final Set<String> strictKeywords = new HashSet<>();
  private ProviderEntry.@Nullable MaxTokensField maxTokensField;

  /**
   * @param name of the entry; empty for settings of the configuration's own
   */
  void add(String name, ProfileSettings settings) {
    if (!name.isEmpty()) {
      names.add(name);
    }
    layers.add(settings);
    for (String taken : orNone(settings.takeParams())) {
      dropped.remove(taken);
      droppedIfReasoning.remove(taken);
      fallback.remove(taken);
      if (!only.isEmpty()) {
        only.add(taken);
      }
    }
    dropped.addAll(orNone(settings.dropParams()));
    droppedIfReasoning.addAll(orNone(settings.reasoningDropParams()));
    fallback.addAll(orNone(settings.fallbackParams()));
    if (settings.onlyParams() != null) {
      only.clear();
      only.addAll(settings.onlyParams());
    }
    if (settings.renameParams() != null) {
      renamed.putAll(settings.renameParams());
    }
    keywords.addAll(orNone(settings.dropSchemaKeywords()));
    strictKeywords.addAll(orNone(settings.dropStrictSchemaKeywords()));
    if (settings.maxTokensField() != null) {
      maxTokensField = settings.maxTokensField();
    }
  }

  /** As the provider's settings say it, if they say it. */
  void setMaxTokensField(ProviderEntry.@Nullable MaxTokensField field) {
    maxTokensField = field == null ? maxTokensField : field;
  }

  ModelProfile toProfile(@Nullable OnUnsupported onUnsupported) {
    return new ModelProfile(
        String.join(", ", names),
        new ParamRules(
            dropped,
            droppedIfReasoning,
            fallback,
            only,
            lastOr(true, ProfileSettings::emptyTools),
            renamed),
        new SamplingRules(
            last(ProfileSettings::minTemperature),
            last(ProfileSettings::maxTemperature),
            lastOr(true, ProfileSettings::temperatureWithTopP),
            last(ProfileSettings::maxStopTexts),
            lastOr(true, ProfileSettings::blankStopTexts),
            last(ProfileSettings::maxOutputTokens)),
        new MessageRules(
            lastOr(SystemRole.AS_SENT, ProfileSettings::systemRole),
            Set.copyOf(lastOr(List.of(ContentKind.values()), ProfileSettings::content)),
            lastOr(true, ProfileSettings::messageNames),
            lastOr(false, ProfileSettings::alternatingRoles),
            lastOr(true, ProfileSettings::userAfterTool),
            lastOr(LastAssistant.TAKEN, ProfileSettings::lastAssistant),
            lastOr(ToolCallIdForm.ANY, ProfileSettings::toolCallIds)),
        new SchemaSubset(
            keywords, strictKeywords, lastOr(false, ProfileSettings::closeStrictSchemas)),
        lastOr(DefaultMaximum.ALWAYS, ProfileSettings::defaultMaximum),
        maxTokensField == null ? null : Scalars.label(maxTokensField),
        onUnsupported);
  }

  private <T> @Nullable T last(Function<ProfileSettings, @Nullable T> setting) {
    T last = null;
    for (ProfileSettings layer : layers) {
      T value = setting.apply(layer);
      last = value == null ? last : value;
    }
    return last;
  }

  private <T> T lastOr(T otherwise, Function<ProfileSettings, @Nullable T> setting) {
    T last = last(setting);
    return last == null ? otherwise : last;
  }

  private static Collection<String> orNone(@Nullable List<String> names) {
    return names == null ? List.of() : names;
  }
}
