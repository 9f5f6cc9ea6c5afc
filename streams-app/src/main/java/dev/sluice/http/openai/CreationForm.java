package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the bodies that one of OpenAI's APIs creates something with. Pure; any thread. */
public interface CreationForm {

  /**
   * What the body refers to, which must be found before it can be read.
   *
   * @throws BadParameter if a reference has no form in which it could name anything
   */
  default References references(JsonNode body) throws BadParameter {
    return References.NONE;
  }

  /**
   * @param past what the references named
   * @param keyId of the API key that asks
   * @param prefersAsync as {@code Prefer: respond-async} says, which an API may have no use for
   * @throws BadParameter names what can't be taken
   */
  Creation read(JsonNode body, Past past, String requestId, String keyId, boolean prefersAsync)
      throws BadParameter;
}
