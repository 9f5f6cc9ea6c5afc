package dev.sluice.http;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import dev.sluice.view.Events;
import dev.sluice.view.RecentAdmissionResults;
import dev.sluice.view.Replicas;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests topic and who has its partitions, with the decisions under the test's control. */
final class FakeTopic implements RequestPublisher, Replicas {
  final List<CompletionRequest> published = new CopyOnWriteArrayList<>();

  /** Of those that came with one. */
  final List<String> traceparents = new CopyOnWriteArrayList<>();

  final List<RequestPosition> places = new CopyOnWriteArrayList<>();
  volatile boolean here = true;
  volatile List<String> elsewhere = List.of();
  volatile boolean away;

  /** What the gateway makes of each that is published; by default it accepts. */
  volatile Consumer<RequestPosition> decision = this::accept;

  final RecentAdmissionResults decisions =
      new RecentAdmissionResults("sluice.requests", Runnable::run);
  private final Gateway.FakeView view;
  private final RowWatchers watchers;
  private @Nullable CompletionRequest encoded;

  FakeTopic(Gateway.FakeView view, RowWatchers watchers) {
    this.view = view;
    this.watchers = watchers;
  }

  CommittedView committed() {
    return new CommittedView(view, decisions, watchers, this);
  }

  static String id(RequestPosition place) {
    return Gateway.IDS.issue(place.tenant(), place.partition(), place.at(), place.offset());
  }

  static Source source(RequestPosition place) {
    return new Source("sluice.requests", place.partition(), place.offset(), 1L, -1L);
  }

  // What the gateway decides

  void accept(RequestPosition place) {
    PollingEvent event = Events.accepted(id(place)).setSource(source(place)).build();
    view.rows.put(id(place), new ViewRow.Pending(event));
    decisions.decided(event);
  }

  void reject(RequestPosition place, ErrorRecord.Builder error) {
    decisions.rejected(place.partition(), error.setSource(source(place)).build());
  }

  void complete(RequestPosition place) {
    changes(place, new ViewRow.Completed(Events.result(id(place), Events.text("Bonjour")).build()));
  }

  void changes(RequestPosition place, ViewRow row) {
    view.rows.put(id(place), row);
    watchers.changed(place.partition(), id(place), row);
  }

  @Override
  public boolean isHere(int partition) {
    return here;
  }

  @Override
  public List<String> elsewhere(int partition) {
    return elsewhere;
  }

  @Override
  public byte[] encode(CompletionRequest request) throws NotPublishedException {
    if (away) {
      throw new NotPublishedException("the broker is away", null);
    }
    encoded = request;
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public CompletableFuture<RequestPosition> publish(
      String tenant, byte[] request, @Nullable String traceparent) {
    published.add(Objects.requireNonNull(encoded));
    if (traceparent != null) {
      traceparents.add(traceparent);
    }
    RequestPosition place = new RequestPosition(tenant, 3, published.size(), Events.ACCEPTED_AT);
    places.add(place);
    decision.accept(place);
    return CompletableFuture.completedFuture(place);
  }
}
