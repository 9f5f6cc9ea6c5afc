package dev.sluice.bench.load;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The requests of a scenario, all alike but for their names and tenants. Any thread.
 *
 * @param schemaTopic whose schema the values name, wherever they are published
 * @param tenants whose turn it is, by the request's number
 */
public record Requests(
    Serializer<CompletionRequest> values,
    String schemaTopic,
    String route,
    Tenants tenants,
    String prompt) {

  byte[] value(String id) {
    return values.serialize(schemaTopic, request(id));
  }

  public Requests withRoute(String other) {
    return new Requests(values, schemaTopic, other, tenants, prompt);
  }

  /** The bytes of one of them. */
  public int size() {
    return value("r1-100000").length;
  }

  public CompletionRequest request(String id) {
    return CompletionRequest.newBuilder()
        .setRequestId(id)
        .setModel(route)
        .setMessages(List.of(Message.newBuilder().setRole(Role.USER).setText(prompt).build()))
        .build();
  }
}
