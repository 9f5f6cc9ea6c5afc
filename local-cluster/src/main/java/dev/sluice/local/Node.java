package dev.sluice.local;

import org.jspecify.annotations.Nullable;

/**
 * One node, which is broker and controller.
 *
 * @param security null for a listener that anybody may use for anything
 */
record Node(int kafkaPort, Quorum quorum, @Nullable Security security) {}
