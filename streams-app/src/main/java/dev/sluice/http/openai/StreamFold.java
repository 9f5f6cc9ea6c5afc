package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.delta.AnswerDeltas;
import java.util.List;

/**
 * Makes the events of one stream as its call goes on. They are a function of the accepted response,
 * of what was written of the answer, in the order of its topic, and of the response at the end:
 * whoever folds the same gets the same events, with the same numbers. What was told is never taken
 * back. One stream; confined to one thread at a time.
 */
public interface StreamFold {

  /**
   * Comes first, and again whenever the response has changed.
   *
   * @param response as it stands, with any status
   */
  List<StreamEvent> accepted(ObjectNode response);

  /** Repetitions are told once, and gaps not at all: what is missing follows at the end. */
  List<StreamEvent> add(AnswerDeltas record);

  /**
   * @param response with a terminal status
   */
  List<StreamEvent> end(ObjectNode response);

  /** Whether the attempt that writes has not told yet that it has written all. */
  boolean awaitsMore();

  /** Whether the last event has been told, which may be before the call ends. */
  boolean isOver();
}
