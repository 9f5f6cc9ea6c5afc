package dev.sluice.topology;

import dev.sluice.v1.Source;
import java.time.Instant;

/** When an event occurs, and the input record that it results from. */
record Stamp(Instant at, Source source) {}
