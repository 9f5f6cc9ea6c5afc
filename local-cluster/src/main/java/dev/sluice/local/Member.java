package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One of several brokers, each with a directory and a process of its own, and no registry. Topics
 * have a replica on each.
 */
final class Member implements Running {

  private final DirectoryLock lock;
  private final Broker broker;
  private final int kafkaPort;
  private boolean closed;

  private Member(DirectoryLock lock, Broker broker, int kafkaPort) {
    this.lock = lock;
    this.broker = broker;
    this.kafkaPort = kafkaPort;
  }

  /**
   * Returns when clients can use the broker, which takes more than half of the nodes.
   *
   * @throws DirectoryInUseException when another cluster runs on the directory
   */
  static Member start(Path dir, int kafkaPort, Quorum quorum) throws IOException {
    Path home = dir.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.take(home);
    try {
      Node node = new Node(kafkaPort, quorum, null);
      return new Member(
          lock, Broker.start(home.resolve("kafka"), quorum.clusterId(), node), kafkaPort);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public String addresses() {
    return "kafka=127.0.0.1:" + kafkaPort;
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      broker.close();
    }
  }
}
