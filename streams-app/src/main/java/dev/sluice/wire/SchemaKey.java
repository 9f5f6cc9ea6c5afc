package dev.sluice.wire;

/** The ID of a schema, under the subject of a topic's values. */
record SchemaKey(String topic, int id) {
  String subject() {
    return ContractSchemas.subject(topic);
  }

  @Override
  public String toString() {
    return "schema " + id + " of " + subject();
  }
}
