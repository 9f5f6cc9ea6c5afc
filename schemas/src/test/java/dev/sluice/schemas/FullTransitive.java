package dev.sluice.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;

/** The level to which the registry holds every subject, without a registry. */
final class FullTransitive {
  private FullTransitive() {}

  /** What the schema would break for readers or writers of the released ones. */
  static List<String> breaks(Schema schema, List<Schema> released) {
    List<String> breaks = new ArrayList<>();
    try {
      new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(schema, released);
    } catch (SchemaValidationException e) {
      breaks.add(e.getMessage());
    }
    // the validator does not look at an enum's symbols; this, which registries use, does
    for (Schema old : released) {
      collect(schema, old, breaks);
      collect(old, schema, breaks);
    }
    return breaks;
  }

  private static void collect(Schema reader, Schema writer, List<String> breaks) {
    SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(Incompatibility::toString)
        .forEach(breaks::add);
  }
}
