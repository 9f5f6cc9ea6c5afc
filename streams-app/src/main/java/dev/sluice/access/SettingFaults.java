package dev.sluice.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.config.ConfigException;

/**
 * Names the setting of which no client can be made. Never shows a value that may be a secret: a
 * JAAS line that is cut in the wrong place has a part of the password where the name of an option
 * should be.
 */
record SettingFaults(Map<String, String> kafka) {
  private static final String JAAS = "sasl.jaas.config";
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  /** Settings whose values Kafka repeats in its messages, none of which is a secret. */
  private static final Pattern NAMED_BY_VALUE =
      Pattern.compile(
          ".*(\\.location|\\.class|\\.classes|\\.file|\\.provider|\\.providers|reporters)");

  String line(List<Throwable> chain) {
    Throwable innermost = chain.get(chain.size() - 1);
    String reason = reason(innermost);
    Optional<Throwable> refused =
        chain.stream().filter(link -> link instanceof ConfigException).findFirst();
    if (refused.isPresent()) {
      return "kafka: " + refused.get().getMessage();
    }
    if (isOfJaas(chain)) {
      return "kafka." + JAAS + " can't be used: " + QUOTED.matcher(reason).replaceAll("'...'");
    }
    return setting(chain)
        .map(name -> "kafka." + name + " can't be used: " + reason + hint(chain))
        .orElse("no Kafka client can be made of the settings in kafka: " + reason);
  }

  private static boolean isOfJaas(List<Throwable> chain) {
    return chain.stream()
        .anyMatch(
            link ->
                link instanceof LoginException
                    || String.valueOf(link.getMessage()).contains("JAAS"));
  }

  /** The setting whose value a message of the chain repeats; the longest value, if several. */
  private Optional<String> setting(List<Throwable> chain) {
    return new TreeMap<>(kafka)
        .entrySet().stream()
            .filter(entry -> NAMED_BY_VALUE.matcher(entry.getKey()).matches())
            .filter(entry -> !entry.getValue().isBlank())
            .filter(
                entry ->
                    chain.stream()
                        .anyMatch(
                            link -> String.valueOf(link.getMessage()).contains(entry.getValue())))
            .max((one, other) -> one.getValue().length() - other.getValue().length())
            .map(Map.Entry::getKey);
  }

  /** A store is opened with a password and a type, which are settings too. */
  private static String hint(List<Throwable> chain) {
    return chain.stream()
            .anyMatch(
                link ->
                    String.valueOf(link.getMessage())
                        .toLowerCase(Locale.ROOT)
                        .contains("password was incorrect"))
        ? "; the store's password is a setting beside it"
        : "";
  }

  private static String reason(Throwable innermost) {
    return innermost.getClass().getSimpleName() + ": " + innermost.getMessage();
  }
}
