package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How one of OpenAI's APIs tells what became of an accepted request. Each is given the call as a
 * Response object, since that is what processes of the gateway tell each other. Pure; any thread.
 */
public interface AnswerForm {

  /**
   * The answer to a client that does not wait.
   *
   * @param decision with the Response object as its body
   */
  Reply accepted(Reply decision, ObjectNode response);

  /**
   * The answer to a client that has waited. Of this only the body is sent if the connection had to
   * be kept alive, since status and headers have gone out by then.
   *
   * @param response with a terminal status
   */
  Reply ended(Reply decision, ObjectNode response);

  /**
   * The same where there is no such response. Never what a client takes for a success.
   *
   * @param response as it stood last
   */
  Reply unanswered(Reply decision, ObjectNode response, ApiError why);

  /** The events of a new stream. */
  StreamFold stream();

  /**
   * The last event of a stream that can't go on; there is nothing to resume after it.
   *
   * @param number that of the event before, since this one is none of the response
   */
  StreamEvent error(int number, ApiError why);
}
