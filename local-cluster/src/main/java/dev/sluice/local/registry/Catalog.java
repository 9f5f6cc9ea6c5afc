package dev.sluice.local.registry;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All subjects, versions and levels: the fold of the change log. Confined to the registry's lock.
 */
final class Catalog {

  private static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD;

  private final Function<Schema, ParsedSchema> parser;
  private final NavigableMap<String, NavigableMap<Integer, Version>> subjects = new TreeMap<>();
  private final Map<String, CompatibilityLevel> levels = new HashMap<>();
  private CompatibilityLevel globalLevel = DEFAULT_LEVEL;
  private int lastId;

  Catalog(Function<Schema, ParsedSchema> parser) {
    this.parser = parser;
  }

  void apply(Change change) {
    if (change instanceof Change.Registered registered) {
      Schema schema = registered.schema();
      Version version = new Version(schema, parser.apply(schema), false);
      subjects
          .computeIfAbsent(schema.getSubject(), s -> new TreeMap<>())
          .put(schema.getVersion(), version);
      lastId = Math.max(lastId, schema.getId());
    } else if (change instanceof Change.Deleted deleted) {
      delete(deleted);
    } else if (change instanceof Change.LevelSet set) {
      if (set.subject() == null) {
        globalLevel = set.level() == null ? DEFAULT_LEVEL : set.level();
      } else if (set.level() == null) {
        levels.remove(set.subject());
      } else {
        levels.put(set.subject(), set.level());
      }
    }
  }

  private void delete(Change.Deleted deleted) {
    String subject = deleted.subject();
    NavigableMap<Integer, Version> versions = subjects.getOrDefault(subject, new TreeMap<>());
    for (Integer version : deleted.versions()) {
      versions.computeIfPresent(version, (v, old) -> deleted.permanent() ? null : old.asDeleted());
    }
    if (versions.isEmpty()) {
      subjects.remove(subject);
    }
    if (live(subject).isEmpty()) {
      levels.remove(subject);
    }
  }

  NavigableSet<String> subjects() {
    return subjects.navigableKeySet();
  }

  /** Every version that is not gone, oldest first. */
  List<Version> all(String subject) {
    return List.copyOf(subjects.getOrDefault(subject, new TreeMap<>()).values());
  }

  /** The versions that are not deleted, oldest first. */
  List<Version> live(String subject) {
    return all(subject).stream().filter(v -> !v.deleted()).toList();
  }

  Stream<Version> everywhere() {
    return subjects.values().stream().flatMap(versions -> versions.values().stream());
  }

  Optional<CompatibilityLevel> level(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  CompatibilityLevel globalLevel() {
    return globalLevel;
  }

  /** An ID is never given to a second schema, not even when the first is gone. */
  int idFor(ParsedSchema parsed) {
    return everywhere()
        .filter(v -> v.sameContent(parsed))
        .findFirst()
        .map(v -> v.schema().getId())
        .orElse(lastId + 1);
  }

  int nextVersion(String subject) {
    return all(subject).stream().mapToInt(v -> v.schema().getVersion()).max().orElse(0) + 1;
  }
}
