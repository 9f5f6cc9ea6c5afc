package dev.sluice.history;

import dev.sluice.admission.Metric;
import dev.sluice.admission.ScopeValue;
import dev.sluice.call.Request;
import dev.sluice.replay.Arrival;
import dev.sluice.replay.Ask;
import dev.sluice.replay.Estimate;
import dev.sluice.replay.Unrecorded;
import dev.sluice.topology.Estimates;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RequestRecords;
import dev.sluice.wire.TextLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Converts records of the requests topic to what a replay reads. One thread.
 *
 * @param topic its name
 */
public record Arrivals(String topic, Estimates estimates) {

  /**
   * Where a record is.
   *
   * @param atMs its append time
   */
  public record At(int partition, long offset, long atMs) {}

  /**
   * @param request its projection; null if it has no value, or can't be read
   * @param whole reads all of it, if that is needed
   */
  public Arrival of(
      At at,
      @Nullable String key,
      Headers headers,
      @Nullable GenericRecord request,
      Supplier<dev.sluice.v1.@Nullable CompletionRequest> whole) {
    String tenant = TextLimits.tenant(key);
    boolean tick = request == null && EventHeaders.isTick(headers);
    Ask ask = tenant == null || request == null ? null : ask(tenant, request, at, whole);
    return new Arrival(at.offset(), at.atMs(), tick, tenant, ask);
  }

  private Ask ask(
      String tenant,
      GenericRecord request,
      At at,
      Supplier<dev.sluice.v1.@Nullable CompletionRequest> whole) {
    String key = Fields.text(request, "key_id");
    Object user = request.get("user");
    List<String> fallbacks =
        ((List<?>) request.get("fallbacks"))
            .stream().map(each -> Fields.text((GenericRecord) each, "to")).toList();
    return new Ask(
        new ScopeValue(
            tenant,
            request.get("key_id") == null ? Request.DEFAULT_KEY : key,
            Fields.text(request, "model"),
            user == null ? null : user.toString()),
        fallbacks,
        Request.rank(Fields.number(request, "priority"), Fields.flag(request, "batch")),
        Fields.text(request, "on_limit").equals("WAIT"),
        new Estimated(at, whole));
  }

  private final class Estimated implements Unrecorded {
    private final At at;
    private final Supplier<dev.sluice.v1.@Nullable CompletionRequest> whole;

    Estimated(At at, Supplier<dev.sluice.v1.@Nullable CompletionRequest> whole) {
      this.at = at;
      this.whole = whole;
    }

    @Override
    public Estimate needs(Set<Metric> metrics) {
      return estimate((request, call) -> estimates.needs(request, metrics, call));
    }

    @Override
    public Estimate needs(String route, Set<Metric> metrics) {
      return estimate((request, call) -> estimates.onRoute(route, request, metrics, call));
    }

    private Estimate estimate(BiFunction<Request, String, Estimates.Needs> how) {
      dev.sluice.v1.CompletionRequest read = whole.get();
      String call = topic + "-" + at.partition() + "@" + at.offset();
      if (read == null) {
        return new Estimate(Map.of(), "a schema of the request");
      }
      Estimates.Needs needs = how.apply(RequestRecords.fromRecord(read), call);
      return new Estimate(needs.amounts(), needs.missing());
    }

    @Override
    public long deadlineMs() {
      dev.sluice.v1.CompletionRequest read = whole.get();
      Instant appended = Instant.ofEpochMilli(at.atMs());
      return read == null
          ? at.atMs()
          : estimates.deadline(RequestRecords.fromRecord(read), appended).toEpochMilli();
    }
  }
}
