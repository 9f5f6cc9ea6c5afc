package dev.sluice.access;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What a role may have to do with one resource.
 *
 * @param name of the resource, or what its name begins with
 * @param example a resource of the pattern that a broker can be asked about
 * @param operations without those that others imply: READ and WRITE imply DESCRIBE
 * @param why for display
 */
public record Right(
    ResourceType type,
    PatternType pattern,
    String name,
    String example,
    List<AclOperation> operations,
    String why) {

  public Right {
    operations = operations.stream().distinct().sorted().toList();
  }

  static Right on(ResourceType type, String name, List<AclOperation> operations, String why) {
    return new Right(type, PatternType.LITERAL, name, name, operations, why);
  }

  public boolean isPrefix() {
    return pattern == PatternType.PREFIXED;
  }

  /** The same for some of its operations. */
  public Right only(Collection<AclOperation> some) {
    return new Right(
        type, pattern, name, example, operations.stream().filter(some::contains).toList(), why);
  }

  /**
   * What of it a principal lacks; empty for nothing. CREATE isn't asked for: this is about what is
   * there already.
   *
   * @param authorized as a broker says it, implied operations included; null if it doesn't
   */
  public Optional<Right> lackedBy(@Nullable Collection<AclOperation> authorized) {
    if (authorized == null) {
      return Optional.empty();
    }
    Right lacked =
        only(
            operations.stream()
                .filter(each -> each != AclOperation.CREATE && !authorized.contains(each))
                .toList());
    return lacked.operations().isEmpty() ? Optional.empty() : Optional.of(lacked);
  }

  /** For sentences, such as {@code READ, WRITE topic sluice.requests}. */
  public String describe() {
    return operations.stream().map(AclOperation::name).collect(Collectors.joining(", "))
        + (isPrefix() ? " each " + noun() + " that begins with " : " " + noun() + " ")
        + name;
  }

  private String noun() {
    return type == ResourceType.TRANSACTIONAL_ID
        ? "transactional ID"
        : type.name().toLowerCase(Locale.ROOT);
  }
}
