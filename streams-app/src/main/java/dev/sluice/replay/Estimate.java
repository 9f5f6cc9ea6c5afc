package dev.sluice.replay;

import dev.sluice.admission.Metric;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request would need.
 *
 * @param missing for want of what there is no estimate, such as a price; null if there is one
 */
public record Estimate(Map<Metric, Long> amounts, @Nullable String missing) {}
