package dev.sluice.simulation;

import dev.sluice.admission.Policy;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.ReroutedFrom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Publishes requests, commands and policies. */
final class Clients {
  private static final String[] MODELS = {"chat", "chat", "chat", "single", "single"};

  private final World world;
  private final RandomGenerator random;
  private final boolean withBatches;
  private final List<Published> published = new ArrayList<>();
  private long version;

  private record Published(String tenant, Request request) {}

  /**
   * @param withBatches whether answers to some requests can wait
   */
  Clients(World world, RandomGenerator random, boolean withBatches) {
    this.world = world;
    this.random = random;
    this.withBatches = withBatches;
  }

  void publish() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      String tenant = tenant();
      world.note(tenant + " publishes bytes");
      var unused =
          append(Gateways.TOPICS.requests(), tenant, new Decoded.Unreadable<>(new byte[3], "no"));
    } else if (kind < 4 && !published.isEmpty()) {
      Published before = published.get(random.nextInt(published.size()));
      boolean same = random.nextInt(4) > 0;
      publish(same ? before : new Published(before.tenant(), fresh(before.request().requestId())));
    } else {
      publish(new Published(tenant(), fresh("r-" + published.size())));
    }
  }

  private void publish(Published request) {
    published.add(request);
    world.note(request.tenant() + " publishes " + request.request().requestId());
    CompletionRequest value = RequestRecords.toRecord(request.request());
    var unused =
        append(Gateways.TOPICS.requests(), request.tenant(), new Decoded.Readable<>(value, 100));
  }

  private Request fresh(String requestId) {
    int user = random.nextInt(4);
    return new Request(
        requestId,
        random.nextInt(20) == 0 ? "no such model" : MODELS[random.nextInt(MODELS.length)],
        List.of(Message.text(Role.USER, "question " + random.nextInt(100))),
        Sampling.NONE,
        null,
        Request.DEFAULT_KEY,
        user == 0 ? null : "u" + user,
        List.of(),
        Map.of(),
        deadline(),
        random.nextInt(3),
        random.nextInt(3) == 0 ? OnLimit.WAIT : OnLimit.REJECT,
        false,
        withBatches && user == 1);
  }

  private @Nullable Instant deadline() {
    return random.nextInt(3) == 0
        ? null
        : Instant.ofEpochMilli(world.nowMs + random.nextInt(-500, 90_000));
  }

  /** Whoever may publish may write one, when nobody has asked for it. */
  void tick() {
    world.note("a stranger's tick");
    world.appendTick(random.nextInt(Gateways.PARTITIONS));
  }

  void command() {
    List<String> known = world.invariants.acceptances().pollingIds();
    if (known.isEmpty()) {
      return;
    }
    // mostly a late one, whose call may be open yet
    int from = random.nextInt(4) == 0 ? 0 : Math.max(0, known.size() - 6);
    String pollingId = known.get(random.nextInt(from, known.size()));
    CommandKind kind = random.nextInt(3) == 0 ? CommandKind.DELETE : CommandKind.CANCEL;
    world.note("a client asks for " + kind + " of " + pollingId);
    var unused =
        append(
            Gateways.TOPICS.commands(),
            world.invariants.acceptances().tenantOf(pollingId),
            new Decoded.Readable<>(
                Command.newBuilder()
                    .setKind(kind)
                    .setPollingId(pollingId)
                    .setCommandId("c")
                    .setIssuedAt(Instant.ofEpochMilli(world.nowMs))
                    .build(),
                100));
  }

  void policy(String tenant) {
    Policy policy = Gateways.policy(++version, random);
    world.note(tenant + " gets policy " + version);
    if (append(
        Gateways.TOPICS.tenants(),
        tenant,
        new Decoded.Readable<>(PolicyRecords.toRecord(policy).build(), 100))) {
      world.invariants.acceptances().published(tenant, policy);
    }
  }

  void policy() {
    policy(tenant());
  }

  private String tenant() {
    return Gateways.TENANTS.get(random.nextInt(Gateways.TENANTS.size()));
  }

  /**
   * Whatever partitioner the client has; and it may write the mark itself.
   *
   * @return whether it counts anywhere
   */
  private boolean append(String topic, String tenant, Decoded<?> value) {
    int home = Gateways.partitionOf(tenant);
    Partition partition =
        world.partitions.get(random.nextInt(3) == 0 ? random.nextInt(Gateways.PARTITIONS) : home);
    Headers headers = new RecordHeaders();
    if (random.nextInt(30) == 0) {
      headers.add(new ReroutedFrom(random.nextInt(Gateways.PARTITIONS), 0, world.nowMs).header());
    }
    // a broker's clock may go back
    long atMs = world.nowMs - (random.nextInt(20) == 0 ? random.nextInt(3_000) : 0);
    world.note("into " + partition.id + (headers.toArray().length == 0 ? "" : ", marked"));
    Partition.Input input = world.append(partition, topic, tenant, value, headers, atMs);
    return partition.isHomeOf(input) || !input.isMarked();
  }
}
