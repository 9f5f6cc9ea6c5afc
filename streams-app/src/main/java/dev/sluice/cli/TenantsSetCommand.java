package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.admission.Policy;
import dev.sluice.client.ClientSession;
import dev.sluice.client.TenantPolicies;
import dev.sluice.client.TopicUses;
import dev.sluice.config.PolicyFile;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.gateway.TenantSeed;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.RecordMetadata;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes the next version of a tenant's policy. */
@Command(
    name = "set",
    description = "Publish a tenant's policy; gateways apply it without a restart.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // set by Picocli
final class TenantsSetCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TENANT", description = "The tenant, which is its requests' key.")
  private String tenant;

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE|-",
      description =
          "The policy, as below a tenant's name in the configuration; - is standard input.")
  private Path file;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "The author of the change, recorded in the policy (default: ${DEFAULT-VALUE}).")
  private String by;

  @Override
  public Integer call() throws Exception {
    if (tenant.isBlank()) {
      throw new CommandLine.ParameterException(spec.commandLine(), "a tenant has a name");
    }
    if (by.equals(TenantSeed.FROM_FILE)) {
      // the next start of a gateway would replace it by the file's policy
      throw new CommandLine.ParameterException(
          spec.commandLine(), "'" + by + "' is who publishes the configuration file");
    }
    Settings settings = config.load();
    Policy policy = PolicyFile.parse(text(), file.toString(), settings, System.getenv());
    TopicNames names = new TopicNames(settings.topics().prefix());
    try (ClientSession session = ClientSession.open(settings, TopicUses.changes(names));
        TenantPolicies policies = TenantPolicies.open(session, settings)) {
      TenantPolicy next =
          PolicyRecords.toRecord(policy)
              .setVersion(policies.nextVersion(tenant))
              .setChangedAt(Instant.now())
              .setChangedBy(by)
              .build();
      List<String> clashes = policies.clashes(tenant, next);
      if (!clashes.isEmpty()) {
        throw new StartException(
            ExitStatus.CONFIGURATION, file + ": " + String.join("; ", clashes));
      }
      RecordMetadata place = policies.publish(tenant, next);
      System.out.printf(
          "# published to %s, partition %d, offset %d%n",
          place.topic(), place.partition(), place.offset());
      System.out.print(PolicyText.of(tenant, next));
    }
    return ExitStatus.OK.code();
  }

  private String text() throws StartException {
    try {
      return file.equals(STANDARD_INPUT)
          ? new String(System.in.readAllBytes(), UTF_8)
          : Files.readString(file);
    } catch (IOException unreadable) {
      String why =
          unreadable instanceof NoSuchFileException ? "there is no such file" : "can't be read";
      throw new StartException(ExitStatus.CONFIGURATION, file + ": " + why, unreadable);
    }
  }
}
