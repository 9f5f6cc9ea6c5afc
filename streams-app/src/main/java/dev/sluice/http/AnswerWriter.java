package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes the answer of an accepted request to a client that waits for it on its connection, which
 * is kept alive until then. Never blocks; any thread.
 */
interface AnswerWriter {

  /** The response as it stands, without a terminal status. */
  void goesOn(ObjectNode response);

  /** Sends something harmless, so that clients and proxies don't take the connection for dead. */
  void keepAlive();

  /** Ends the request with a response that has a terminal status. */
  void end(ObjectNode response);

  /** Ends the request where there is no such response, in a way that no client takes for one. */
  void fail(Unanswered why);
}
