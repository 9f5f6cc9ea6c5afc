package dev.sluice.gateway;

import dev.sluice.http.CommittedView;
import dev.sluice.view.FreshRows;
import dev.sluice.view.RecentActivity;
import dev.sluice.view.RecentAdmissionResults;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.StreamsReplicas;
import dev.sluice.view.ViewListener;
import dev.sluice.view.ViewQueries;
import dev.sluice.wire.TopicNames;
import java.time.InstantSource;
import java.util.concurrent.ForkJoinPool;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What follows the view as it is committed, for those who wait, and for the page. */
record ViewParts(
    RecentActivity activity,
    FreshRows fresh,
    RowWatchers watchers,
    RecentAdmissionResults admissions) {

  static ViewParts of(TopicNames topics, InstantSource clock) {
    return new ViewParts(
        new RecentActivity(clock),
        new FreshRows(),
        new RowWatchers(),
        new RecentAdmissionResults(topics.requests(), ForkJoinPool.commonPool()));
  }

  ViewListener listener() {
    // whoever is woken reads rows that are fresh by then
    return ViewListener.both(
        activity, ViewListener.both(fresh, ViewListener.both(admissions, watchers)));
  }

  /**
   * @param advertised the address at which other processes reach this one; null for none
   */
  CommittedView committed(KafkaStreams streams, TopicNames topics, @Nullable String advertised) {
    return new CommittedView(
        fresh.orElse(new ViewQueries(streams)),
        admissions,
        watchers,
        new StreamsReplicas(streams, topics.requests(), advertised));
  }
}
