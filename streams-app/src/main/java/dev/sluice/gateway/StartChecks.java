package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.MissingRights;
import dev.sluice.access.Right;
import dev.sluice.access.Role;
import dev.sluice.config.GroupProtocol;
import dev.sluice.config.GroupSettings;
import dev.sluice.config.Settings;
import dev.sluice.wire.Contract;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what a process needs before it can start; waits a limited time for what is away. Any
 * thread, each check by itself.
 *
 * @param role whose rights the process needs
 */
public record StartChecks(Settings settings, TopicNames topics, Role role) {
  private static final Logger log = LoggerFactory.getLogger(StartChecks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 100;

  /** Of a gateway. */
  public StartChecks(Settings settings, TopicNames topics) {
    this(settings, topics, Role.GATEWAY);
  }

  /** A client to which a broker has answered. The caller closes it, without waiting. */
  public Admin connect() throws StartException, InterruptedException {
    KafkaClients clients = new KafkaClients(settings.kafka().properties());
    return new BrokerWait(() -> Admin.create(clients.admin()), faults(), settings.startTimeout())
        .await();
  }

  /** Registers the contract's schemas. */
  void register(RegistryAccess registry) throws StartException {
    try {
      registry.wire().registration(settings.startTimeout()).register(Contract.types(topics));
    } catch (RegistryAwayException away) {
      throw new StartException(ExitStatus.REGISTRY_AWAY, String.valueOf(away.getMessage()), away);
    } catch (IllegalStateException refused) {
      throw new StartException(
          ExitStatus.SCHEMAS_REFUSED, String.valueOf(refused.getMessage()), refused);
    }
  }

  /** Begins to look for subjects whose latest version lacks fields; nothing waits for it. */
  static void latestVersions(
      StartSteps steps, StartSteps.Step<RegistryAccess> registry, StartSteps.Step<?> registering) {
    steps.begin(
        "latest-versions",
        () -> {
          var unused = registering.await();
          registry.await().wire().checkLatestVersions();
          return true;
        });
  }

  /** Refuses to start with a principal that lacks rights of its role. */
  void rights(Admin admin) throws StartException, InterruptedException {
    List<Right> missing = missingRights(admin);
    if (!missing.isEmpty()) {
      throw notAuthorized(missing);
    }
  }

  /** The rights of the role that the principal lacks, as far as a broker says it. */
  public List<Right> missingRights(Admin admin) throws StartException, InterruptedException {
    try {
      return new AccessCheck(admin).of(faults().rights()).missing();
    } catch (ExecutionException failed) {
      throw cantLook("the principal's rights can't be asked for: ", failed);
    }
  }

  /** With one line for each right. */
  public StartException notAuthorized(List<Right> missing) {
    return new StartException(
        ExitStatus.NOT_AUTHORIZED, new MissingRights(servers()).lines(missing));
  }

  /** Creates missing topics if the settings say so, and refuses to start on unfit ones. */
  void topics(Admin admin) throws StartException, InterruptedException {
    boolean created = settings.topics().create() && !createTopics(admin).isEmpty();
    List<TopicFinding> findings = findings(admin, created);
    TopicFinding.notes(findings).forEach(log::info);
    List<String> faults = TopicFinding.faults(findings);
    if (!faults.isEmpty()) {
      throw new StartException(ExitStatus.TOPICS_UNFIT, String.join("\n", faults));
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
      throw Refusals.find(faults(), failed)
          .orElseGet(
              () ->
                  new StartException(
                      ExitStatus.FAILED,
                      "group.standbys can't be set for the group: " + failed.getCause(),
                      failed));
    }
  }

  /**
   * How the topics differ from what the settings say.
   *
   * @param created whether some were just created: the controller knows them then, and brokers
   *     learn of them slightly later
   */
  public List<TopicFinding> findings(Admin admin, boolean created)
      throws StartException, InterruptedException {
    Topics all = topicsOf(admin);
    long until = System.nanoTime() + PATIENCE.toNanos();
    try {
      List<TopicFinding> findings = all.findings();
      while (created && !TopicFinding.faults(findings).isEmpty() && System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        findings = all.findings();
      }
      List<TopicFinding> withChangelogs = new ArrayList<>(findings);
      withChangelogs.addAll(
          new RecordSizeCheck(settings, new TopicCommands(servers())).findings(admin));
      return withChangelogs;
    } catch (ExecutionException failed) {
      throw cantLook("the topics can't be looked at: ", failed);
    }
  }

  /** The names of those that were missing. */
  public List<String> createTopics(Admin admin) throws StartException, InterruptedException {
    try {
      return topicsOf(admin).create();
    } catch (ExecutionException failed) {
      throw cantLook("the topics can't be created: ", failed);
    }
  }

  private Topics topicsOf(Admin admin) {
    return new Topics(
        admin,
        new TopicRules(
            topics,
            settings.topics(),
            settings.stream().retention(),
            settings.batches().retention(),
            new TopicCommands(servers())),
        faults());
  }

  private StartException cantLook(String what, ExecutionException failed) {
    return Refusals.find(faults(), failed)
        .orElseGet(
            () -> new StartException(ExitStatus.TOPICS_UNFIT, what + failed.getCause(), failed));
  }

  private KafkaFaults faults() {
    return KafkaFaults.of(settings, role);
  }

  private String servers() {
    return String.valueOf(settings.kafka().properties().get("bootstrap.servers"));
  }
}
