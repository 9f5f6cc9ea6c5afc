package dev.sluice.http;

import dev.sluice.call.PollingIds;
import dev.sluice.view.ViewReader;

/** What a response is made of: the row that its polling ID names, and the request itself. */
public record ResponseSources(PollingIds ids, ViewReader view, PublishedRequests requests) {}
