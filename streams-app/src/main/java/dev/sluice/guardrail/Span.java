package dev.sluice.guardrail;

/**
 * A range of a text.
 *
 * @param end the index after its last character
 */
record Span(int start, int end) {}
