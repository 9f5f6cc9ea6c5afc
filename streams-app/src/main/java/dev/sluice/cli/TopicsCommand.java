package dev.sluice.cli;

import dev.sluice.access.Right;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartChecks;
import dev.sluice.gateway.StartException;
import dev.sluice.gateway.TopicFinding;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates the missing topics, and checks the existing ones. */
@Command(name = "topics", description = "Create Sluice's topics and check those that are there.")
final class TopicsCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Option(
      names = "--check",
      description = "Only check, create nothing; also that the principal has its rights.")
  private boolean checkOnly;

  @Option(
      names = "--role",
      paramLabel = "gateway|client|operator|replay|topics",
      description =
          "With --check: whose rights the principal of the configuration has to have (default: gateway).")
  private @Nullable Role role;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    TopicNames names = new TopicNames(settings.topics().prefix());
    StartChecks checks = new StartChecks(settings, names, neededRole());
    Admin admin = checks.connect();
    try {
      List<Right> missing = checks.missingRights(admin);
      if (!missing.isEmpty()) {
        throw checks.notAuthorized(missing);
      }
      return checkOnly && !seesTopics() ? rightsOnly() : topics(checks, admin);
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private Role neededRole() {
    if (!checkOnly) {
      return Role.TOPICS;
    }
    return role == null ? Role.GATEWAY : role;
  }

  /** The others may not look at all topics. */
  private boolean seesTopics() {
    return neededRole() == Role.GATEWAY || neededRole() == Role.TOPICS;
  }

  private int rightsOnly() {
    System.out.println("the principal has the rights of role " + neededRole().label());
    return ExitStatus.OK.code();
  }

  private int topics(StartChecks checks, Admin admin) throws StartException, InterruptedException {
    List<String> created = checkOnly ? List.of() : checks.createTopics(admin);
    created.forEach(name -> System.out.println("created " + name));
    List<TopicFinding> findings = checks.findings(admin, !created.isEmpty());
    TopicFinding.notes(findings).forEach(note -> System.out.println("note: " + note));
    List<String> faults = TopicFinding.faults(findings);
    faults.forEach(fault -> System.err.println("sluice: " + fault));
    if (faults.isEmpty()) {
      System.out.println("all topics are correct");
    }
    return (faults.isEmpty() ? ExitStatus.OK : ExitStatus.TOPICS_UNFIT).code();
  }
}
