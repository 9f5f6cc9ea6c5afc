package dev.sluice.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Also holds the table of rights in docs/deploy.md to the list. */
class RightsTest {
  private static final String WEBHOOKS =
      "webhooks: {secrets: {main: {current: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz}}}\n";

  private static final String TABLE =
      """
      | role | on | may | why |
      | --- | --- | --- | --- |
      """;

  private static final Settings DEFAULTS = SampleSettings.of("");

  @ParameterizedTest
  @EnumSource(Role.class)
  void shouldNameNoOperationThatAnotherImplies(Role role) {
    // When
    List<Right> rights = new Rights(DEFAULTS).of(role);

    // Then
    assertThat(rights)
        .isNotEmpty()
        .allSatisfy(
            right -> {
              Set<AclOperation> operations = Set.copyOf(right.operations());
              assertThat(operations).doesNotContain(DELETE);
              if (operations.contains(READ) || operations.contains(WRITE)) {
                assertThat(operations).doesNotContain(DESCRIBE);
              }
            });
  }

  @Test
  void shouldGrantWithTheCommandsOfKafka() {
    // Given
    Right changelogs =
        new Rights(DEFAULTS)
            .of(Role.GATEWAY).stream().filter(Right::isPrefix).findFirst().orElseThrow();

    // When
    String command = new AclCommands("broker:9092", "User:gate way").grant(changelogs);

    // Then
    assertThat(command)
        .isEqualTo(
            "kafka-acls.sh --bootstrap-server broker:9092 --add --allow-principal 'User:gate way'"
                + " --operation READ --operation WRITE --operation CREATE"
                + " --operation DESCRIBE_CONFIGS --topic sluice- --resource-pattern-type prefixed");
  }

  @Test
  void shouldTellWhatAPrincipalLacksOfWhatIsThere() {
    // Given
    Right right = new Rights(SampleSettings.of("topics: {create: true}\n")).of(Role.GATEWAY).get(0);
    assertThat(right.operations()).containsExactly(READ, WRITE, CREATE, DESCRIBE_CONFIGS);

    // When
    var lacked = right.lackedBy(Set.of(DESCRIBE, READ));
    var untold = right.lackedBy(null);

    // Then
    assertThat(lacked.orElseThrow().operations()).containsExactly(WRITE, DESCRIBE_CONFIGS);
    assertThat(untold).isEmpty();
  }

  @Test
  void shouldNeedMoreOnlyWhereSettingsAskForIt() {
    // When
    List<Right> streams =
        new Rights(SampleSettings.of("group: {protocol: streams}\n")).of(Role.GATEWAY);

    // Then
    assertThat(operations(DEFAULTS)).doesNotContain(ALTER_CONFIGS);
    assertThat(streams)
        .anySatisfy(right -> assertThat(right.operations()).containsExactly(READ, ALTER_CONFIGS));
  }

  @Test
  void shouldDocumentEveryRightAndNothingElse() throws IOException {
    // Given
    List<String> rows = new ArrayList<>();
    for (Role role : Role.values()) {
      rows.addAll(rows(role.label(), new Rights(DEFAULTS).of(role)));
    }
    rows.addAll(added("gateway with `topics.create`", "topics: {create: true}\n"));
    rows.addAll(added("gateway with webhooks", WEBHOOKS));
    rows.addAll(added("gateway with `group.protocol: streams`", "group: {protocol: streams}\n"));

    // When
    String table = TABLE + String.join("\n", rows) + "\n";

    // Then
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "rights-table.md"), table);
    assertThat(Files.readString(Path.of("../docs/deploy.md")))
        .as("the table of rights in deploy.md; target/rights-table.md has the right one")
        .contains("\n\n" + table + "\n");
  }

  private static Set<AclOperation> operations(Settings settings) {
    return new Rights(settings)
        .of(Role.GATEWAY).stream()
            .flatMap(right -> right.operations().stream())
            .collect(Collectors.toSet());
  }

  /** What a setting adds to the gateway's rights. */
  private static List<String> added(String label, String setting) {
    List<Right> before = new Rights(DEFAULTS).of(Role.GATEWAY);
    List<Right> added = new ArrayList<>();
    for (Right right : new Rights(SampleSettings.of(setting)).of(Role.GATEWAY)) {
      Set<AclOperation> had =
          before.stream()
              .filter(each -> each.type() == right.type() && each.name().equals(right.name()))
              .flatMap(each -> each.operations().stream())
              .collect(Collectors.toSet());
      Right more =
          right.only(right.operations().stream().filter(each -> !had.contains(each)).toList());
      if (!more.operations().isEmpty()) {
        added.add(more);
      }
    }
    return rows(label, added);
  }

  /** Resources with the same operations for the same reason share a row. */
  private static List<String> rows(String role, List<Right> rights) {
    Map<List<Object>, List<Right>> alike = new LinkedHashMap<>();
    for (Right right : rights) {
      alike
          .computeIfAbsent(
              List.of(right.type(), right.pattern(), right.operations(), right.why()),
              unused -> new ArrayList<>())
          .add(right);
    }
    return alike.values().stream()
        .map(
            same ->
                "| %s | %s %s | %s | %s |"
                    .formatted(
                        role,
                        noun(same.get(0)),
                        same.stream()
                            .map(right -> "`" + name(right) + "`")
                            .collect(Collectors.joining(", ")),
                        same.get(0).operations().stream()
                            .map(AclOperation::name)
                            .collect(Collectors.joining(", ")),
                        same.get(0).why()))
        .toList();
  }

  private static String noun(Right right) {
    String noun =
        switch (right.type()) {
          case TOPIC -> "topic";
          case GROUP -> "group";
          default -> "transactional ID";
        };
    return right.isPrefix() ? "each " + noun + " that begins with" : noun;
  }

  /** The names without the prefix of topics. */
  private static String name(Right right) {
    String name = right.name();
    return name.startsWith("sluice.")
        ? name.substring("sluice.".length())
        : name.replaceFirst("^sluice", "<application_id>");
  }
}
