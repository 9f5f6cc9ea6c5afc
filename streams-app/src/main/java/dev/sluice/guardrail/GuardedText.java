package dev.sluice.guardrail;

/**
 * One text of a request or an answer.
 *
 * @param place where it is, such as {@code messages[2].parts[0]}, {@code
 *     messages[3].tool_calls[0].arguments.city}, {@code extra_body.tools[0].function.description}
 *     or {@code answer.text}
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool};
 *     empty for texts of the extra body
 */
public record GuardedText(String place, String role, String text) {}
