package dev.sluice.local.registry;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SchemaProvider;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaVersionFetcher;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registry's operations with the meaning that Confluent's registry gives them, one at a time
 * under this object's lock. Called by the HTTP server's threads.
 */
final class SchemaRegistry implements Closeable {

  private final SchemaProvider provider = new AvroSchemaProvider();
  private final SchemaVersionFetcher references = new References();
  private final Catalog catalog = new Catalog(schema -> parse(schema, false, false));
  private final ChangeLog log;

  /**
   * @throws IOException when the file can't be used
   */
  SchemaRegistry(Path file) throws IOException {
    provider.configure(Map.of(SchemaProvider.SCHEMA_VERSION_FETCHER_CONFIG, references));
    log = ChangeLog.open(file, catalog::apply);
  }

  /** The ID of the schema, which is new unless an equal one is known. */
  synchronized int register(String subject, RegisterSchemaRequest request, boolean normalize) {
    if (subject.isEmpty()) {
      throw RegistryException.invalidSubject(subject);
    }
    if (request.getId() != null && request.getId() > 0) {
      throw RegistryException.notPermitted("IDs can't be chosen: import mode is not supported");
    }
    ParsedSchema parsed = parse(new Schema(subject, request), true, normalize);
    Optional<Version> same = find(catalog.live(subject), parsed);
    if (same.isPresent()) {
      return same.get().schema().getId();
    }
    List<String> reasons =
        parsed.isCompatible(level(subject, true), holders(catalog.live(subject)));
    if (!reasons.isEmpty()) {
      throw RegistryException.incompatible(subject, reasons);
    }
    int id = catalog.idFor(parsed);
    commit(new Change.Registered(new Schema(subject, catalog.nextVersion(subject), id, parsed)));
    return id;
  }

  synchronized Schema lookUp(
      String subject, RegisterSchemaRequest request, boolean normalize, boolean deleted) {
    ParsedSchema parsed = parse(new Schema(subject, request), false, normalize);
    List<Version> versions = versions(subject, deleted);
    return find(versions, parsed).orElseThrow(RegistryException::noSchema).schema();
  }

  /**
   * Why the schema may not follow; empty when it may. Without a version: by the subject's level
   * against all it looks at.
   */
  synchronized List<String> incompatibilities(
      String subject, @Nullable String version, RegisterSchemaRequest request, boolean normalize) {
    ParsedSchema parsed = parse(new Schema(subject, request), true, normalize);
    List<Version> live = catalog.live(subject);
    List<Version> previous = live;
    if (version != null) {
      Integer number = VersionNumber.parse(version);
      previous =
          number == null
              ? live.subList(Math.max(0, live.size() - 1), live.size())
              : List.of(version(subject, number, false));
    }
    return parsed.isCompatible(level(subject, true), holders(previous));
  }

  synchronized Schema byId(int id) {
    return withId(id).findFirst().orElseThrow(() -> RegistryException.noSchema(id)).schema();
  }

  synchronized List<SubjectVersion> versionsOf(int id, boolean deleted) {
    byId(id);
    return withId(id)
        .filter(v -> deleted || !v.deleted())
        .map(v -> new SubjectVersion(v.schema().getSubject(), v.schema().getVersion()))
        .toList();
  }

  synchronized List<String> subjects(String prefix, boolean deleted) {
    return catalog.subjects().stream()
        .filter(s -> s.startsWith(prefix) && (deleted || !catalog.live(s).isEmpty()))
        .toList();
  }

  synchronized List<Integer> versionNumbers(String subject, boolean deleted) {
    return numbers(versions(subject, deleted));
  }

  synchronized Schema version(String subject, String version, boolean deleted) {
    Integer number = VersionNumber.parse(version);
    List<Version> versions = versions(subject, deleted);
    return number == null
        ? versions.get(versions.size() - 1).schema()
        : version(subject, number, deleted).schema();
  }

  /** The IDs of the schemas that refer to a version. */
  synchronized List<Integer> referrers(String subject, String version) {
    int number = version(subject, version, true).getVersion();
    return catalog
        .everywhere()
        .filter(v -> v.refersTo(subject, number))
        .map(v -> v.schema().getId())
        .distinct()
        .toList();
  }

  synchronized List<Integer> deleteSubject(String subject, boolean permanent) {
    List<Version> all = versions(subject, true);
    List<Version> live = catalog.live(subject);
    if (permanent && !live.isEmpty()) {
      throw RegistryException.subjectNotDeletedFirst(subject);
    }
    if (!permanent && live.isEmpty()) {
      throw RegistryException.subjectAlreadyDeleted(subject);
    }
    return delete(subject, numbers(permanent ? all : live), permanent);
  }

  synchronized int deleteVersion(String subject, String version, boolean permanent) {
    int number = version(subject, version, !VersionNumber.isLatest(version)).getVersion();
    boolean deleted = version(subject, number, true).deleted();
    if (permanent && !deleted) {
      throw RegistryException.versionNotDeletedFirst(subject, number);
    }
    if (!permanent && deleted) {
      throw RegistryException.versionAlreadyDeleted(subject, number);
    }
    return delete(subject, List.of(number), permanent).get(0);
  }

  private List<Integer> delete(String subject, List<Integer> numbers, boolean permanent) {
    for (int number : numbers) {
      if (catalog.everywhere().anyMatch(v -> !v.deleted() && v.refersTo(subject, number))) {
        throw RegistryException.referenced(subject, number);
      }
    }
    commit(new Change.Deleted(subject, numbers, permanent));
    return numbers;
  }

  synchronized CompatibilityLevel globalLevel() {
    return catalog.globalLevel();
  }

  /**
   * @throws RegistryException when the subject has no level of its own and {@code orGlobal} is
   *     false
   */
  synchronized CompatibilityLevel level(String subject, boolean orGlobal) {
    return catalog
        .level(subject)
        .or(() -> orGlobal ? Optional.of(catalog.globalLevel()) : Optional.empty())
        .orElseThrow(() -> RegistryException.noSubjectLevel(subject));
  }

  /** No subject means the level of all subjects without one. */
  synchronized void setLevel(@Nullable String subject, CompatibilityLevel level) {
    commit(new Change.LevelSet(subject, level));
  }

  /** The level that was in force until now. */
  synchronized CompatibilityLevel resetLevel(@Nullable String subject) {
    CompatibilityLevel old =
        subject == null
            ? catalog.globalLevel()
            : catalog.level(subject).orElseThrow(() -> RegistryException.noSubject(subject));
    commit(new Change.LevelSet(subject, null));
    return old;
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }

  private void commit(Change change) {
    try {
      log.append(change);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    catalog.apply(change);
  }

  private ParsedSchema parse(Schema schema, boolean isNew, boolean normalize) {
    if (schema.getSchemaType() != null && !schema.getSchemaType().equals("AVRO")) {
      throw RegistryException.invalidSchema(
          "type " + schema.getSchemaType() + " is not known here, only AVRO is");
    }
    if (schema.getSchema() == null || schema.getSchema().isBlank()) {
      throw RegistryException.invalidSchema("it is empty");
    }
    try {
      return provider.parseSchemaOrElseThrow(schema, isNew, normalize);
    } catch (RuntimeException e) {
      throw RegistryException.invalidSchema(Objects.toString(e.getMessage(), e.toString()));
    }
  }

  private Optional<Version> find(List<Version> versions, ParsedSchema parsed) {
    return versions.stream().filter(v -> parsed.canLookup(v.parsed(), references)).findFirst();
  }

  private List<Version> versions(String subject, boolean deleted) {
    List<Version> versions = deleted ? catalog.all(subject) : catalog.live(subject);
    if (versions.isEmpty()) {
      throw RegistryException.noSubject(subject);
    }
    return versions;
  }

  private Version version(String subject, int number, boolean deleted) {
    return versions(subject, deleted).stream()
        .filter(v -> v.schema().getVersion() == number)
        .findFirst()
        .orElseThrow(() -> RegistryException.noVersion(number));
  }

  private Stream<Version> withId(int id) {
    return catalog.everywhere().filter(v -> v.schema().getId() == id);
  }

  private static List<Integer> numbers(List<Version> versions) {
    return versions.stream().map(v -> v.schema().getVersion()).toList();
  }

  private static List<ParsedSchemaHolder> holders(List<Version> versions) {
    return versions.stream()
        .<ParsedSchemaHolder>map(v -> new SimpleParsedSchemaHolder(v.parsed()))
        .toList();
  }

  /** How Confluent's classes find a schema that another one refers to; called under the lock. */
  private final class References implements SchemaVersionFetcher {

    @Override
    public String tenant() {
      return "default";
    }

    @Override
    public @Nullable Schema getByVersion(String subject, int version, boolean lookupDeletedSchema) {
      List<Version> versions = lookupDeletedSchema ? catalog.all(subject) : catalog.live(subject);
      return versions.stream()
          .map(Version::schema)
          .filter(s -> version == -1 || s.getVersion() == version)
          .reduce((older, newer) -> newer)
          .orElse(null);
    }
  }
}
