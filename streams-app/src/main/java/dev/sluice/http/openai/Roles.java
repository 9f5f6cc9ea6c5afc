package dev.sluice.http.openai;

import dev.sluice.v1.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The roles that messages have in OpenAI's APIs. Pure; any thread. */
final class Roles {
  private Roles() {}

  /**
   * That of the message.
   *
   * @param allowed in this API
   */
  static Role of(Fields message, List<Role> allowed) throws BadParameter {
    String named = message.requiredText("role");
    List<String> names = new ArrayList<>();
    for (Role role : allowed) {
      String name = role.name().toLowerCase(Locale.ROOT);
      if (name.equals(named)) {
        return role;
      }
      names.add(name);
    }
    String last = names.remove(names.size() - 1);
    throw BadParameter.invalid(
        message.param("role"),
        "Invalid value: '%s'. Expected %s or %s.".formatted(named, String.join(", ", names), last));
  }
}
