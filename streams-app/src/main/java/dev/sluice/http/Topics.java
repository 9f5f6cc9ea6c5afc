package dev.sluice.http;

/** The topics that HTTP writes to and reads single records of. */
public record Topics(RequestPublisher publisher, Commands commands, PublishedRequests requests) {}
