package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.view.ResponseErrorCode;

/** The form of the Responses API: status 200 whatever became of the call. Pure; any thread. */
public final class ResponsesForm implements AnswerForm {

  @Override
  public Reply accepted(Reply decision, ObjectNode response) {
    return decision;
  }

  @Override
  public Reply ended(Reply decision, ObjectNode response) {
    return decision.with(response);
  }

  /** A failed response, whose {@code sluice.state} still says how the call itself stands. */
  @Override
  public Reply unanswered(Reply decision, ObjectNode response, ApiError why) {
    ObjectNode failed = response.deepCopy().put("status", "failed");
    // it may have the beginning of an answer, which is none
    var unused = failed.putArray("output");
    failed
        .putObject("error")
        // the only one of OpenAI's codes that suits
        .put("code", ResponseErrorCode.SERVER_ERROR)
        .put("message", why.message())
        .put("type", why.type());
    return decision.with(failed);
  }

  @Override
  public StreamFold stream() {
    return new ResponseStreamFold();
  }

  /** Some clients take even a failed response for an empty success when it is streamed. */
  @Override
  public StreamEvent error(int number, ApiError why) {
    return EventSequence.error(number, why);
  }
}
