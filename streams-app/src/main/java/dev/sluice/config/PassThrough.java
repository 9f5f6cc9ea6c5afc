package dev.sluice.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings passed unchanged to a client library. Never shows a value whose name suggests a secret.
 */
public record PassThrough(Map<String, String> properties) {
  private static final Pattern SECRET =
      Pattern.compile(
          "password|passphrase|secret|token|credential|jaas|auth|user\\.info|(^|[._-])key([._-]|$)|oauth|assertion",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern URL_WITH_USER = Pattern.compile("://[^/\\s]*@");

  public PassThrough {
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /** The properties with {@code ***} for possible secrets. */
  public Map<String, String> redacted() {
    Map<String, String> redacted = new TreeMap<>();
    properties.forEach((name, value) -> redacted.put(name, isSecret(name, value) ? "***" : value));
    return redacted;
  }

  private static boolean isSecret(String name, String value) {
    return SECRET.matcher(name).find() || URL_WITH_USER.matcher(value).find();
  }

  @Override
  public String toString() {
    return redacted().toString();
  }
}
