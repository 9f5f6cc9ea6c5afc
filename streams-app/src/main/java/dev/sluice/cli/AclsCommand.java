package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.access.AclCommands;
import dev.sluice.access.Right;
import dev.sluice.access.Rights;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the commands that grant what a role needs; runs none. */
@Command(
    name = "acls",
    description = "Print the commands that give a principal the rights on Kafka that it needs.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class AclsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "gateway|client|operator|replay|topics",
      description = "What the principal does; topics is who runs `sluice topics`.")
  private Role role;

  @Option(
      names = "--principal",
      required = true,
      paramLabel = "User:NAME",
      description = "The principal, as the brokers see it.")
  private String principal;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "Where the commands connect to (default: the file's kafka.bootstrap.servers).")
  private @Nullable String bootstrapServer;

  @Option(names = "--json", description = "One JSON object per right instead of commands.")
  private boolean json;

  @Override
  public Integer call() {
    if (!principal.contains(":")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "a principal has a type, such as User:" + principal);
    }
    Settings settings = config.load();
    PrintStream out = System.out;
    String servers =
        Objects.requireNonNullElseGet(
            bootstrapServer,
            () -> String.valueOf(settings.kafka().properties().get("bootstrap.servers")));
    List<Right> rights = new Rights(settings).of(role);
    if (json) {
      rights.forEach(right -> out.println(json(right)));
    } else {
      AclCommands commands = new AclCommands(servers, principal);
      rights.forEach(right -> out.printf("# %s%n%s%n", right.why(), commands.grant(right)));
    }
    return ExitStatus.OK.code();
  }

  private ObjectNode json(Right right) {
    ObjectNode object =
        JsonNodeFactory.instance
            .objectNode()
            .put("principal", principal)
            .put("resource_type", right.type().name())
            .put("pattern_type", right.pattern().name())
            .put("resource_name", right.name());
    ArrayNode operations = object.putArray("operations");
    right.operations().forEach(operation -> operations.add(operation.name()));
    return object.put("why", right.why());
  }
}
