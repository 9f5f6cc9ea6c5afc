package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.ApiError;

/**
 * Why a client that waits on its connection gets no answer. It is always a failure, since clients
 * take a response of any other status without output for an empty success, or ask again. Pure; any
 * thread.
 *
 * @param response as it stood last
 */
record Unanswered(ObjectNode response, ApiError error) {

  static Unanswered cancelled(ObjectNode response) {
    return new Unanswered(
        response, ApiError.badRequest("The call was cancelled by its caller.", null, "cancelled"));
  }

  static Unanswered gone(ObjectNode response) {
    return new Unanswered(
        response, ApiError.notFound("The response has been deleted, or is not kept any more."));
  }

  static Unanswered stopping(ObjectNode response) {
    return gateway(
        response, "This process of the gateway is stopping, but the call goes on. Its answer: ");
  }

  static Unanswered unknown(ObjectNode response) {
    return gateway(response, "The gateway could not learn how the call ended. Its answer: ");
  }

  private static Unanswered gateway(ObjectNode response, String message) {
    String poll = "GET /v1/responses/" + response.path("id").asText();
    return new Unanswered(
        response, new ApiError(500, message + poll, "server_error", null, "server_error", null));
  }
}
