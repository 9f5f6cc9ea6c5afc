package dev.sluice.local.registry;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.Objects;

/** A schema under its subject; a deleted one is hidden but its ID can still be read. */
record Version(Schema schema, ParsedSchema parsed, boolean deleted) {

  Version asDeleted() {
    return new Version(schema, parsed, true);
  }

  boolean refersTo(String subject, int version) {
    return schema.getReferences() != null
        && schema.getReferences().stream()
            .anyMatch(r -> r.getSubject().equals(subject) && r.getVersion() == version);
  }

  /** Schemas that are equal in this sense share an ID, whatever their subjects. */
  boolean sameContent(ParsedSchema other) {
    return parsed.canonicalString().equals(other.canonicalString())
        && parsed.references().equals(other.references())
        && Objects.equals(parsed.metadata(), other.metadata())
        && Objects.equals(parsed.ruleSet(), other.ruleSet());
  }
}
