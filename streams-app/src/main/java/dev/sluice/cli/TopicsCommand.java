package dev.sluice.cli;

import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.KafkaClients;
import dev.sluice.gateway.StartChecks;
import dev.sluice.gateway.Topics;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates the missing topics, and checks the existing ones. */
@Command(name = "topics", description = "Create Sluice's topics and check those that are there.")
final class TopicsCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Option(names = "--check", description = "Only check, create nothing.")
  private boolean checkOnly;

  @Override
  public Integer call() throws Exception {
    Settings settings = config.load();
    TopicNames names = new TopicNames(settings.topics().prefix());
    KafkaClients clients = new KafkaClients(settings.kafka().properties());
    Admin admin = Admin.create(clients.admin());
    try {
      StartChecks checks = new StartChecks(settings, names);
      checks.awaitBroker(admin);
      Topics topics = new Topics(admin, names);
      List<String> created = checkOnly ? List.of() : checks.createTopics(topics);
      created.forEach(name -> System.out.println("created " + name));
      List<String> problems = checks.problems(admin, topics, !created.isEmpty());
      problems.forEach(problem -> System.err.println("sluice: " + problem));
      if (problems.isEmpty()) {
        System.out.println("all topics are correct");
      }
      return (problems.isEmpty() ? ExitStatus.OK : ExitStatus.TOPICS_UNFIT).code();
    } finally {
      admin.close(Duration.ZERO);
    }
  }
}
