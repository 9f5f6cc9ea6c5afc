package dev.sluice.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Writes rights as commands for Kafka's own tool. Pure.
 *
 * @param principal such as {@code User:gateway}
 */
public record AclCommands(String bootstrapServers, String principal) {
  /** A client doesn't know its own principal. */
  public static final String ANYBODY = "User:PRINCIPAL";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.,:/@=+-]+");

  /** The command that grants a right. */
  public String grant(Right right) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "kafka-acls.sh",
                "--bootstrap-server",
                bootstrapServers,
                "--add",
                "--allow-principal",
                principal));
    right.operations().forEach(operation -> words.addAll(List.of("--operation", operation.name())));
    words.add(option(right.type()));
    words.add(right.name());
    if (right.isPrefix()) {
      words.addAll(List.of("--resource-pattern-type", "prefixed"));
    }
    return String.join(" ", words.stream().map(AclCommands::quoted).toList());
  }

  private static String option(ResourceType type) {
    return switch (type) {
      case TOPIC -> "--topic";
      case GROUP -> "--group";
      case TRANSACTIONAL_ID -> "--transactional-id";
      default -> throw new IllegalArgumentException("no role needs rights on " + type);
    };
  }

  /** For a POSIX shell. */
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
