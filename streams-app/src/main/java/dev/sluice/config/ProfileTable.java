package dev.sluice.config;

import dev.sluice.profile.ModelProfile;
import dev.sluice.profile.OnUnsupported;
import dev.sluice.provider.ProviderKind;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What models take, from {@code profiles.yaml} beside this class, which comes with a release. */
public record ProfileTable(@Setting("All entries.") List<ProfileEntry> profiles) {
  private static final String FILE = "profiles.yaml";
  private static final ProfileTable RELEASED =
      ReleaseFile.read(FILE, ProfileTable.class, (table, errors) -> table.check(errors));

  public ProfileTable {
    profiles = List.copyOf(profiles);
  }

  /** The release's own. */
  public static ProfileTable released() {
    return RELEASED;
  }

  private void check(ConfigErrors errors) {
    SettingPath list = SettingPath.of("profiles");
    for (int i = 0; i < profiles.size(); i++) {
      ProfileChecks.run(profiles.get(i).profile(), list.item(i).child("profile"), errors);
    }
  }

  /** The names of all entries. */
  Set<String> names() {
    return profiles.stream().map(ProfileEntry::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The profile of a model without settings of its own.
   *
   * @param named entries that hold beside those that match
   */
  public ModelProfile of(
      ProviderKind kind, @Nullable URI baseUrl, String model, List<String> named) {
    return layers(kind, baseUrl, model, named).toProfile(null);
  }

  /**
   * @param onUnsupported the route's
   */
  ModelProfile of(
      ProviderEntry provider, TargetSettings target, @Nullable OnUnsupported onUnsupported) {
    ProfileSettings own = target.profile();
    List<String> named =
        Stream.of(provider.profile(), own == null ? null : own.name())
            .filter(Objects::nonNull)
            .toList();
    ProfileLayers layers = layers(provider.kind(), provider.baseUrl(), target.model(), named);
    layers.setMaxTokensField(provider.maxTokensField());
    if (own != null) {
      layers.add("", own);
    }
    return layers.toProfile(
        target.onUnsupported() == null ? onUnsupported : target.onUnsupported());
  }

  private ProfileLayers layers(
      ProviderKind kind, @Nullable URI baseUrl, String model, List<String> named) {
    boolean namesServer =
        profiles.stream()
            .anyMatch(
                entry ->
                    named.contains(entry.name()) && entry.level() == ProfileEntry.Level.SERVER);
    ProfileLayers layers = new ProfileLayers();
    profiles.stream()
        .filter(
            entry ->
                named.contains(entry.name())
                    || (entry.matches(kind, baseUrl, model)
                        && !(namesServer && entry.level() == ProfileEntry.Level.SERVER)))
        .sorted(Comparator.comparing(ProfileEntry::level))
        .forEach(entry -> layers.add(entry.name(), entry.profile()));
    return layers;
  }
}
