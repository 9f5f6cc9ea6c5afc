package dev.sluice.gateway.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span that is told when it is over, as processors and exporters take it. A tracer's own are made
 * for spans that go on while others write to them, which is work that nothing here needs.
 */
record FinishedSpan(
    Origin origin, Place place, String name, SpanKind kind, Time time, Details details)
    implements SpanData, ReadableSpan {
  /** What clients and providers name can be long. */
  private static final int MOST_CHARACTERS = 512;

  /** Who tells spans. */
  record Origin(Resource resource, InstrumentationScopeInfo scope) {}

  /**
   * @param parent not valid for the first span of a trace
   */
  record Place(SpanContext parent, SpanContext own) {}

  /** From when until when; a clock that was set back makes it end as it starts. */
  record Time(Instant start, Instant end) {
    Time {
      end = end.isBefore(start) ? start : end;
    }
  }

  /**
   * @param failed told without a description: a failure's message may quote what a client or a
   *     provider said
   * @param link another span that this one is about
   */
  record Details(Attributes attributes, boolean failed, @Nullable SpanContext link) {
    Details {
      attributes = bounded(attributes);
    }

    Details(Attributes attributes) {
      this(attributes, false, null);
    }

    private static Attributes bounded(Attributes attributes) {
      AttributesBuilder[] shorter = {null};
      attributes.forEach(
          (key, value) -> {
            if (value instanceof String text && text.length() > MOST_CHARACTERS) {
              if (shorter[0] == null) {
                shorter[0] = attributes.toBuilder();
              }
              shorter[0].put(
                  AttributeKey.stringKey(key.getKey()), text.substring(0, MOST_CHARACTERS));
            }
          });
      return shorter[0] == null ? attributes : shorter[0].build();
    }
  }

  @Override
  public SpanData toSpanData() {
    return this;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public SpanKind getKind() {
    return kind;
  }

  @Override
  public SpanContext getSpanContext() {
    return place.own();
  }

  @Override
  public SpanContext getParentSpanContext() {
    return place.parent();
  }

  @Override
  public StatusData getStatus() {
    return details.failed() ? StatusData.error() : StatusData.unset();
  }

  @Override
  public long getStartEpochNanos() {
    return nanos(time.start());
  }

  @Override
  public long getEndEpochNanos() {
    return nanos(time.end());
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  @Override
  public long getLatencyNanos() {
    return getEndEpochNanos() - getStartEpochNanos();
  }

  @Override
  public Attributes getAttributes() {
    return details.attributes();
  }

  @Override
  public <T> @Nullable T getAttribute(AttributeKey<T> key) {
    return getAttributes().get(key);
  }

  @Override
  public int getTotalAttributeCount() {
    return getAttributes().size();
  }

  @Override
  public List<EventData> getEvents() {
    return List.of();
  }

  @Override
  public int getTotalRecordedEvents() {
    return 0;
  }

  @Override
  public List<LinkData> getLinks() {
    SpanContext link = details.link();
    return link == null ? List.of() : List.of(LinkData.create(link));
  }

  @Override
  public int getTotalRecordedLinks() {
    return getLinks().size();
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public Resource getResource() {
    return origin.resource();
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return origin.scope();
  }

  @Override
  @Deprecated
  public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return InstrumentationLibraryInfo.create(origin.scope().getName(), null);
  }
}
