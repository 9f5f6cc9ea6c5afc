package dev.sluice.provider.http;

import java.util.List;
import java.util.Map;

/**
 * A provider's reply, after every credential in it was redacted.
 *
 * @param headers names in lower case
 * @param truncated whether the body was longer than what is here
 */
public record HttpReply(
    int status, Map<String, List<String>> headers, String body, boolean truncated) {}
