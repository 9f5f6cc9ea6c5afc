package dev.sluice.batch;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Failure;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each request of a batch, by what was sent and by the gateway's events in their
 * order. One thread.
 */
public final class BatchTracker {
  private static final byte UNSENT = 0;
  private static final byte SENT = 1;
  private static final byte ACCEPTED = 2;
  private static final byte ENDED = 3;

  private final BatchIndex index;
  private final BatchRequests requests;
  private final int mostInFlight;
  private final byte[] states;
  private final int[] counts;
  private final Deque<Integer> postponed = new ArrayDeque<>();
  private int next;
  private int postponements;
  private int acceptances;

  public BatchTracker(BatchIndex index, BatchRequests requests, int mostInFlight) {
    this.index = index;
    this.requests = requests;
    this.mostInFlight = mostInFlight;
    this.states = new byte[index.size()];
    this.counts = new int[] {index.size(), 0, 0, 0};
  }

  /** It is in the output already, or will be at once. */
  public void ended(int number) {
    become(number, ENDED);
  }

  /** From now on it is in flight. */
  public void sent(int number) {
    become(number, SENT);
  }

  /** Those to send now, in the order of the file. */
  public List<Integer> toSend(int most) {
    List<Integer> numbers = new ArrayList<>();
    int room = Math.min(most, mostInFlight - counts[SENT] - counts[ACCEPTED]);
    while (numbers.size() < room) {
      Integer number = postponed.poll();
      if (number == null) {
        if (next == states.length) {
          break;
        }
        number = next++;
      }
      if (states[number] == UNSENT) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Those of {@link #toSend} that were not sent after all. */
  public void notSent(List<Integer> numbers) {
    for (int i = numbers.size() - 1; i >= 0; i--) {
      postponed.addFirst(numbers.get(i));
    }
  }

  /**
   * Takes an event of any request.
   *
   * @return the number of the request that the event ends; empty if it ends none, or none again
   */
  public OptionalInt see(SpecificRecord event) {
    int number = number(event);
    if (number < 0 || states[number] == ENDED) {
      return OptionalInt.empty();
    }
    if (event instanceof PollingEvent) {
      become(number, ACCEPTED);
      acceptances++;
      return OptionalInt.empty();
    }
    if (event instanceof ErrorRecord error && isForNow(error)) {
      postpone(number);
      return OptionalInt.empty();
    }
    become(number, ENDED);
    return OptionalInt.of(number);
  }

  /** Whether the event decides or ends a request of the batch. */
  public boolean knows(SpecificRecord event) {
    return number(event) >= 0;
  }

  private int number(SpecificRecord event) {
    String requestId = requestId(event);
    return requestId == null ? -1 : requests.lineOf(requestId, index);
  }

  /** How often the gateway had no room for a request, even in a queue. */
  public int postponements() {
    return postponements;
  }

  public int acceptances() {
    return acceptances;
  }

  public int size() {
    return states.length;
  }

  public int ended() {
    return counts[ENDED];
  }

  /** Sent, and not decided. */
  public int undecided() {
    return counts[SENT];
  }

  /** Accepted, and not ended. */
  public int open() {
    return counts[ACCEPTED];
  }

  /** All that no polling ID is known of, and no end. */
  public List<Integer> notAccepted() {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < states.length; number++) {
      if (states[number] == UNSENT || states[number] == SENT) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** All of which no end is known. */
  public List<Integer> notEnded() {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < states.length; number++) {
      if (states[number] != ENDED) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** A rejected request is decided anew, and what is repeated is already accepted. */
  private void postpone(int number) {
    if (states[number] == SENT) {
      become(number, UNSENT);
      postponed.add(number);
      postponements++;
    }
  }

  private void become(int number, byte state) {
    counts[states[number]]--;
    states[number] = state;
    counts[state]++;
  }

  private static @Nullable String requestId(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      return polling.getKind() == PollingEventKind.ACCEPTED ? polling.getRequestId() : null;
    }
    if (event instanceof CompletionResult result) {
      return result.getRequestId();
    }
    return event instanceof ErrorRecord error ? error.getRequestId() : null;
  }

  private static boolean isForNow(ErrorRecord error) {
    Failure failure = error.getFailure();
    List<String> type = failure.getTypePath();
    return error.getPollingId() == null
        && (type.equals(FailureType.QUEUE_FULL.path())
            || (type.equals(FailureType.RATE_LIMITED.path()) && failure.getRetryAfterMs() != null));
  }
}
