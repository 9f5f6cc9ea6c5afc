package dev.sluice.dispatch;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.delta.DeltaSink;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.ForwardingProvider;
import dev.sluice.provider.Provider;
import java.time.Duration;
import java.util.List;

/**
 * Any provider, with what its attempts write going to whoever listens. An attempt's outcome comes
 * when what it wrote is where every reader finds it. Any thread.
 */
public final class DeltaProvider implements ForwardingProvider {
  private final Provider provider;
  private final DeltaSink sink;

  public DeltaProvider(Provider provider, DeltaSink sink) {
    this.provider = provider;
    this.sink = sink;
  }

  private final class Writing implements AttemptListener {
    private final Attempt attempt;
    private final AttemptListener listener;
    private volatile boolean hasWritten;
    private volatile boolean ended;

    private Writing(Attempt attempt, AttemptListener listener) {
      this.attempt = attempt;
      this.listener = listener;
    }

    @Override
    public void deltas(List<AnswerDelta> deltas) {
      if (!ended) {
        hasWritten = true;
        sink.accept(attempt, deltas);
      }
    }

    @Override
    public void ended(Outcome outcome) {
      end(() -> listener.ended(outcome));
    }

    private void end(Runnable then) {
      ended = true;
      if (hasWritten) {
        var unused = sink.ended(attempt).thenRun(then);
      } else {
        then.run();
      }
    }
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    Writing writing = new Writing(attempt, listener);
    try {
      return provider.start(attempt, timeout, writing);
    } catch (RuntimeException broken) {
      // nobody will tell its end
      writing.end(() -> {});
      throw broken;
    }
  }
}
