package dev.sluice.http;

import dev.sluice.call.PollingIds;
import dev.sluice.view.ViewReader;

/**
 * What a response is made of: the row that its polling ID names, the request itself, and what is
 * being written of its answer.
 */
public record ResponseSources(
    PollingIds ids, ViewReader view, PublishedRequests requests, LiveAnswers live) {}
