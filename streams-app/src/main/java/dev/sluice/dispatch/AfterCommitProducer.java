package dev.sluice.dispatch;

import org.apache.kafka.clients.producer.Producer;

/**
 * A stream thread's producer that reports to {@link AfterCommit} how its transactions end. Called
 * on that stream thread.
 */
final class AfterCommitProducer extends DelegatingProducer<byte[], byte[]> {
  private final AfterCommit afterCommit;
  private final CommitPace pace;

  AfterCommitProducer(Producer<byte[], byte[]> producer, AfterCommit afterCommit, CommitPace pace) {
    super(producer);
    this.afterCommit = afterCommit;
    this.pace = pace;
  }

  @Override
  public void beginTransaction() {
    super.beginTransaction();
    afterCommit.begun();
  }

  @Override
  public void commitTransaction() {
    boolean committed = false;
    try {
      super.commitTransaction();
      committed = true;
    } finally {
      pace.ended();
      // after a TimeoutException nobody knows; init() finds what did commit in the journal
      if (!committed) {
        afterCommit.forgotten();
      }
    }
    afterCommit.committed();
  }

  @Override
  public void abortTransaction() {
    // first, since an abort that throws has committed nothing either
    afterCommit.forgotten();
    super.abortTransaction();
  }
}
