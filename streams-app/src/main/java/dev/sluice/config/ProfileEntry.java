package dev.sluice.config;

import dev.sluice.provider.ProviderKind;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a vendor, a server or a model takes, and where that is known from. */
record ProfileEntry(
    @Setting("Its name, for configurations.") String name,
    @Setting("The kinds of providers that it holds for; none: any.") List<ProviderKind> kinds,
    @Setting("The hosts that it holds for, with * for anything.") List<String> hosts,
    @Setting("The models that it holds for, with * for anything.") List<String> models,
    @Setting("Where it is known from.") String source,
    @Setting("The day on which that was compared.") String checked,
    @Setting("What is taken.") ProfileSettings profile) {

  ProfileEntry {
    kinds = List.copyOf(kinds);
    hosts = List.copyOf(hosts);
    models = List.copyOf(models);
  }

  /** From the general to the particular. */
  enum Level {
    KIND,
    SERVER,
    MODEL
  }

  Level level() {
    if (!models.isEmpty()) {
      return Level.MODEL;
    }
    return kinds.isEmpty() || !hosts.isEmpty() ? Level.SERVER : Level.KIND;
  }

  boolean matches(ProviderKind kind, @Nullable URI baseUrl, String model) {
    if (!kinds.isEmpty() && !kinds.contains(kind)) {
      return false;
    }
    return switch (level()) {
      case KIND -> true;
      case SERVER -> baseUrl != null && isHost(baseUrl);
      case MODEL ->
          models.stream().anyMatch(pattern -> fits(pattern, lastPart(model)))
              && (hosts.isEmpty() || (baseUrl != null && isHost(baseUrl)));
    };
  }

  private boolean isHost(URI baseUrl) {
    String host = String.valueOf(baseUrl.getHost());
    String withPort = host + ":" + baseUrl.getPort();
    return hosts.stream().anyMatch(each -> fits(each, host) || fits(each, withPort));
  }

  /** Routers put the vendor before the model's name. */
  private static String lastPart(String model) {
    return model.substring(model.lastIndexOf('/') + 1);
  }

  private static boolean fits(String pattern, String name) {
    String regex = Pattern.quote(pattern.toLowerCase(Locale.ROOT)).replace("*", "\\E.*\\Q");
    return name.toLowerCase(Locale.ROOT).matches(regex);
  }
}
