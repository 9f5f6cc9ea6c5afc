package dev.sluice.local.registry;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one accepted operation changed: one line of the change log. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Registered.class, name = "registered"),
  @JsonSubTypes.Type(value = Change.Deleted.class, name = "deleted"),
  @JsonSubTypes.Type(value = Change.LevelSet.class, name = "level"),
})
sealed interface Change {

  /** The schema with the ID and the version that it was given. */
  record Registered(Schema schema) implements Change {}

  /** Versions of a subject, hidden or, when permanent, gone. */
  record Deleted(String subject, List<Integer> versions, boolean permanent) implements Change {}

  /** No subject means the level of all subjects without one; no level means back to the default. */
  record LevelSet(@Nullable String subject, @Nullable CompatibilityLevel level) implements Change {}
}
