package dev.sluice.config;

/** How the processes of one gateway share the partitions. */
public enum GroupProtocol {
  /** With static members: a process that is back in time finds its partitions where they were. */
  CLASSIC,
  /** Kafka's protocol for Streams (KIP-1071), which knows no static members in 4.3. */
  STREAMS
}
