package dev.sluice.gateway;

import dev.sluice.config.GroupProtocol;
import dev.sluice.config.GroupSettings;
import dev.sluice.config.Settings;
import dev.sluice.wire.Contract;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks what a gateway needs before it can start; waits a limited time for what is away. */
public record StartChecks(Settings settings, TopicNames topics) {
  private static final Logger log = LoggerFactory.getLogger(StartChecks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 100;

  public void awaitBroker(Admin admin) throws StartException, InterruptedException {
    String servers = String.valueOf(settings.kafka().properties().get("bootstrap.servers"));
    long until = System.nanoTime() + settings.startTimeout().toNanos();
    while (true) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        admin
            .describeCluster()
            .nodes()
            .get(Math.min(PATIENCE.toMillis(), Math.max(1, left)), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException | ExecutionException away) {
        if (System.nanoTime() >= until) {
          throw new StartException(
              ExitStatus.BROKER_AWAY,
              "no broker answers at "
                  + servers
                  + " within "
                  + settings.startTimeout().toSeconds()
                  + " s; check kafka.bootstrap.servers",
              away);
        }
        log.warn("no broker answers at {} yet; waiting for it", servers);
      }
    }
  }

  /** Registers the contract's schemas. */
  RegistryAccess openRegistry() throws StartException {
    RegistryAccess registry = RegistryAccess.open(settings, topics);
    try {
      registry.wire().registration(settings.startTimeout()).register(Contract.types(topics));
      return registry;
    } catch (RegistryAwayException away) {
      registry.close();
      throw new StartException(ExitStatus.REGISTRY_AWAY, String.valueOf(away.getMessage()), away);
    } catch (IllegalStateException refused) {
      registry.close();
      throw new StartException(
          ExitStatus.SCHEMAS_REFUSED, String.valueOf(refused.getMessage()), refused);
    }
  }

  /** Creates missing topics if the settings say so, and refuses to start on unfit ones. */
  void topics(Admin admin) throws StartException, InterruptedException {
    Topics all = new Topics(admin, topics);
    try {
      boolean created = settings.topics().create() && !createTopics(all).isEmpty();
      List<String> problems = problems(admin, all, created);
      if (!problems.isEmpty()) {
        throw new StartException(ExitStatus.TOPICS_UNFIT, String.join("\n", problems));
      }
    } catch (ExecutionException failed) {
      throw new StartException(
          ExitStatus.TOPICS_UNFIT,
          "the topics can't be looked at or created: " + failed.getCause(),
          failed);
    }
  }

  /** The streams protocol ignores a client's number of standbys: it is a setting of the group. */
  void standbys(Admin admin) throws StartException, InterruptedException {
    GroupSettings group = settings.group();
    if (group.protocol() == GroupProtocol.CLASSIC) {
      return;
    }
    ConfigEntry standbys =
        new ConfigEntry("streams.num.standby.replicas", String.valueOf(group.standbys()));
    try {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, settings.applicationId()),
                  List.of(new AlterConfigOp(standbys, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException failed) {
      throw new StartException(
          ExitStatus.FAILED,
          "group.standbys can't be set for the group: " + failed.getCause(),
          failed);
    }
  }

  /**
   * What is wrong with the topics.
   *
   * @param created whether some were just created: the controller knows them then, and brokers
   *     learn of them slightly later
   */
  public List<String> problems(Admin admin, Topics all, boolean created)
      throws ExecutionException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    List<String> problems = all.problems();
    while (created && !problems.isEmpty() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      problems = all.problems();
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    return new RecordSizeCheck(settings, topics).problems(admin);
  }

  public List<String> createTopics(Topics all) throws ExecutionException, InterruptedException {
    return all.create(
        settings.topics().partitions(),
        (short) settings.topics().replicationFactor(),
        (int) settings.topics().maxRecordSize().bytes());
  }
}
