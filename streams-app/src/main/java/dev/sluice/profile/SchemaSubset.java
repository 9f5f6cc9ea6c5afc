package dev.sluice.profile;

import java.util.Set;

/**
 * Which JSON schemas are taken, of tools and of structured outputs.
 *
 * @param dropped keywords that no schema may have
 * @param droppedIfStrict keywords that a schema in strict mode may not have
 * @param closedIfStrict whether each object of a schema in strict mode must have {@code
 *     additionalProperties: false}
 */
public record SchemaSubset(
    Set<String> dropped, Set<String> droppedIfStrict, boolean closedIfStrict) {
  /** Any schema. */
  public static final SchemaSubset ALL = new SchemaSubset(Set.of(), Set.of(), false);

  public SchemaSubset {
    dropped = Set.copyOf(dropped);
    droppedIfStrict = Set.copyOf(droppedIfStrict);
  }
}
