package dev.sluice.gateway;

import dev.sluice.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Finds changelogs that take less than the gateway's producers may write: the gateway handles the
 * producer's refusal, but the broker's would abort the transaction each time. Blocks on the broker.
 */
record RecordSizeCheck(Settings settings, TopicCommands commands) {

  /** Of the existing changelogs of its stores. */
  List<TopicFinding> findings(Admin admin) throws ExecutionException, InterruptedException {
    long needed = settings.topics().maxRecordSize().bytes();
    Set<String> present = new TreeSet<>(admin.listTopics().names().get());
    present.removeIf(
        name -> !(name.startsWith(settings.applicationId() + "-") && name.endsWith("-changelog")));
    List<ConfigResource> topics =
        present.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    List<TopicFinding> findings = new ArrayList<>();
    admin
        .describeConfigs(topics)
        .all()
        .get()
        .forEach(
            (topic, config) -> {
              long taken = Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
              if (taken < needed) {
                findings.add(
                    TopicFinding.fault(
                        "topic %s has %s=%d, needs %d, which is topics.max_record_size; mend it: %s"
                            .formatted(
                                topic.name(),
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                taken,
                                needed,
                                commands.alter(
                                    topic.name(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG, needed))));
              }
            });
    return findings;
  }
}
