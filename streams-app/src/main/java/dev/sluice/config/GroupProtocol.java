package dev.sluice.config;

/** How the processes of one gateway share the partitions. */
public enum GroupProtocol {
  /** With static members: a process that returns in time finds its partitions where they were. */
  CLASSIC,
  /** Kafka's protocol for Streams (KIP-1071), without static members in 4.3. */
  STREAMS
}
