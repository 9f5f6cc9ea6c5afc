package dev.sluice.client;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A committed event as a client of the gateway reads it.
 *
 * @param tenant the record's key
 * @param timestamp the record's own
 * @param seenAt when this process read it, by its clock
 * @param value null if the bytes are not an event
 */
public record Event(
    String topic,
    int partition,
    long offset,
    @Nullable String tenant,
    Instant timestamp,
    Instant seenAt,
    @Nullable SpecificRecord value) {}
