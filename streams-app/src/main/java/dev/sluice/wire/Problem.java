package dev.sluice.wire;

/**
 * What is wrong with one field of a published request.
 *
 * @param param the path of the field, such as {@code messages[2].role}
 * @param message what is wrong and what to do, without the field's content
 */
public record Problem(String param, String message) {}
