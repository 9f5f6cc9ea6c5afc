package dev.sluice.gateway;

import dev.sluice.v1.CompletionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;

/** A broker's clock that shows another time for a moment. */
public record TopicClock(String bootstrapServers, String topic) {

  /** Publishes the request as a broker would stamp it whose clock shows that time. */
  RecordMetadata publishesAt(Instant at, Client client, String tenant, CompletionRequest request)
      throws Exception {
    timestamps("CreateTime");
    RecordMetadata published = client.publishesAt(at, tenant, request);
    timestamps("LogAppendTime");
    return published;
  }

  private void timestamps(String type) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      List<AlterConfigOp> set =
          List.of(
              new AlterConfigOp(
                  new ConfigEntry("message.timestamp.type", type), AlterConfigOp.OpType.SET),
              new AlterConfigOp(
                  new ConfigEntry("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)),
                  AlterConfigOp.OpType.SET));
      admin.incrementalAlterConfigs(Map.of(resource, set)).all().get();
    }
  }
}
