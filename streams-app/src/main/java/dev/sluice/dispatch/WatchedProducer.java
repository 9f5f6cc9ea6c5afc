package dev.sluice.dispatch;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/**
 * A stream thread's producer that tells how long its transaction has waited for its commit. A
 * commit that fails goes on waiting: it is tried again, aborted, or ends with the producer.
 */
final class WatchedProducer extends DelegatingProducer<byte[], byte[]> {
  private final CommitWatch commits;

  WatchedProducer(Producer<byte[], byte[]> producer, CommitWatch commits) {
    super(producer);
    this.commits = commits;
  }

  @Override
  public void beginTransaction() {
    super.beginTransaction();
    commits.begun(this);
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    commits.committed(this);
  }

  @Override
  public void abortTransaction() {
    commits.abandoned(this);
    super.abortTransaction();
  }

  @Override
  public void close() {
    commits.abandoned(this);
    super.close();
  }

  @Override
  public void close(Duration timeout) {
    commits.abandoned(this);
    super.close(timeout);
  }
}
