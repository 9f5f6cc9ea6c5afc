package dev.sluice.delta;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the attempts of this process have written so far, together no more than a bound: an answer
 * for which there is no room is kept as far as there was. Any thread.
 */
final class PartialTexts implements PartialAnswers {
  private final long mostCharacters;
  private final AtomicLong characters = new AtomicLong();
  private final Map<String, Partial> byPollingId = new ConcurrentHashMap<>();

  PartialTexts(long mostCharacters) {
    this.mostCharacters = mostCharacters;
  }

  /** A text under way. */
  private record Growing(AnswerDelta begun, StringBuilder text) {}

  /** Of one attempt; guarded by itself. */
  private final class Partial {
    private final int attempt;
    private final List<Growing> texts = new ArrayList<>();
    private boolean cut;
    private boolean forgotten;

    private Partial(int attempt) {
      this.attempt = attempt;
    }

    private synchronized void add(List<AnswerDelta> deltas) {
      for (AnswerDelta delta : deltas) {
        int size = delta.text().length();
        cut |= forgotten || characters.get() + size > mostCharacters;
        if (cut) {
          return;
        }
        characters.addAndGet(size);
        Growing latest = texts.isEmpty() ? null : texts.get(texts.size() - 1);
        if (latest == null || !delta.continues(latest.begun())) {
          latest = new Growing(delta, new StringBuilder());
          texts.add(latest);
        }
        latest.text().append(delta.text());
      }
    }

    private synchronized List<AnswerDelta> soFar() {
      return texts.stream().map(each -> each.begun().with(each.text().toString())).toList();
    }

    private synchronized void forget() {
      forgotten = true;
      texts.forEach(each -> characters.addAndGet(-each.text().length()));
      texts.clear();
    }
  }

  /** The first attempt of a higher number replaces those before it. */
  void add(Attempt attempt, List<AnswerDelta> deltas) {
    Partial partial =
        byPollingId.compute(
            attempt.pollingId(),
            (id, known) -> {
              if (known != null && known.attempt >= attempt.number()) {
                return known;
              }
              if (known != null) {
                known.forget();
              }
              return new Partial(attempt.number());
            });
    if (partial.attempt == attempt.number()) {
      partial.add(deltas);
    }
  }

  void forget(Attempt attempt) {
    byPollingId.computeIfPresent(
        attempt.pollingId(),
        (id, known) -> {
          if (known.attempt != attempt.number()) {
            return known;
          }
          known.forget();
          return null;
        });
  }

  @Override
  public List<AnswerDelta> soFar(String pollingId) {
    Partial partial = byPollingId.get(pollingId);
    return partial == null ? List.of() : partial.soFar();
  }
}
