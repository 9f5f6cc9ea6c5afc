package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.EventHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** The polling IDs that a topic's records have named last. Any thread. */
public final class LatestIds {
  private final String topic;
  private final AtomicReferenceArray<Polls.@Nullable Id> latest;
  private final AtomicInteger count = new AtomicInteger();

  public LatestIds(String topic, int kept) {
    this.topic = topic;
    this.latest = new AtomicReferenceArray<>(kept);
  }

  /** For {@link LoadClient#observe}. */
  public void observe(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(EventHeaders.POLLING_ID);
    if (header != null && record.topic().equals(topic)) {
      Polls.Id id = new Polls.Id(record.key(), new String(header.value(), UTF_8));
      latest.set(Math.floorMod(count.getAndIncrement(), latest.length()), id);
    }
  }

  /** How many there have been. */
  public int count() {
    return count.get();
  }

  /** The one that came last. */
  public Polls.Id newest() {
    return Objects.requireNonNull(latest.get(Math.floorMod(count.get() - 1, latest.length())));
  }

  /** Any of those that are kept. */
  public Polls.Id any() {
    int known = Math.min(count.get(), latest.length());
    return Objects.requireNonNull(latest.get(ThreadLocalRandom.current().nextInt(known)));
  }

  /** All that are kept. */
  public List<Polls.Id> all() {
    List<Polls.Id> all = new ArrayList<>();
    for (int i = 0; i < Math.min(count.get(), latest.length()); i++) {
      all.add(Objects.requireNonNull(latest.get(i)));
    }
    return all;
  }
}
