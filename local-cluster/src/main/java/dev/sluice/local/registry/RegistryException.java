package dev.sluice.local.registry;

import java.util.List;

/**
 * A refused operation: it becomes the HTTP status and the error code that clients of the real
 * registry know.
 */
final class RegistryException extends RuntimeException {

  private final int status;
  private final int code;

  private RegistryException(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  static RegistryException http(int status, String message) {
    return new RegistryException(status, status, message);
  }

  static RegistryException noSubject(String subject) {
    return new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
  }

  static RegistryException noVersion(Object version) {
    return new RegistryException(404, 40402, "Version " + version + " not found.");
  }

  static RegistryException noSchema(Object id) {
    return new RegistryException(404, 40403, "Schema " + id + " not found");
  }

  static RegistryException noSchema() {
    return new RegistryException(404, 40403, "Schema not found");
  }

  static RegistryException subjectAlreadyDeleted(String subject) {
    return new RegistryException(
        404,
        40404,
        "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
  }

  static RegistryException subjectNotDeletedFirst(String subject) {
    return new RegistryException(
        404,
        40405,
        "Subject '" + subject + "' was not deleted first before being permanently deleted");
  }

  static RegistryException versionAlreadyDeleted(String subject, int version) {
    return new RegistryException(
        404,
        40406,
        "Subject '%s' Version %d was soft deleted. Set permanent=true to delete permanently"
            .formatted(subject, version));
  }

  static RegistryException versionNotDeletedFirst(String subject, int version) {
    return new RegistryException(
        404,
        40407,
        "Subject '%s' Version %d was not deleted first before being permanently deleted"
            .formatted(subject, version));
  }

  static RegistryException noSubjectLevel(String subject) {
    return new RegistryException(
        404,
        40408,
        "Subject '" + subject + "' does not have subject-level compatibility configured");
  }

  static RegistryException noSubjectMode(String subject) {
    return new RegistryException(
        404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
  }

  static RegistryException incompatible(String subject, List<String> reasons) {
    return new RegistryException(
        409,
        409,
        "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: %s"
            .formatted(subject, reasons));
  }

  static RegistryException invalidSchema(String reason) {
    return new RegistryException(422, 42201, "Invalid schema: " + reason);
  }

  static RegistryException invalidVersion(String version) {
    return new RegistryException(
        422,
        42202,
        "The specified version '"
            + version
            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
  }

  static RegistryException invalidLevel() {
    return new RegistryException(
        422,
        42203,
        "Invalid compatibility level. Valid values are none, backward, forward, full,"
            + " backward_transitive, forward_transitive, and full_transitive");
  }

  static RegistryException notPermitted(String reason) {
    return new RegistryException(422, 42205, reason);
  }

  static RegistryException referenced(String subject, int version) {
    return new RegistryException(
        422,
        42206,
        "One or more references exist to version %d of subject '%s'".formatted(version, subject));
  }

  static RegistryException invalidSubject(String subject) {
    return new RegistryException(
        422, 42208, "The specified subject '" + subject + "' is not valid.");
  }
}
