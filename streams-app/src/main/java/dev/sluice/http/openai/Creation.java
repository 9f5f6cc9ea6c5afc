package dev.sluice.http.openai;

import dev.sluice.v1.CompletionRequest;

/**
 * What the body of a creating request asks for.
 *
 * @param request to publish
 * @param mode how the client waits
 * @param form in which it is answered
 * @param names the API's own for the request's fields
 * @param store false if the answer is to be deleted once the client has it
 */
public record Creation(
    CompletionRequest request, AnswerMode mode, AnswerForm form, FieldNames names, boolean store) {}
