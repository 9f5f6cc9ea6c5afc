package dev.sluice.http;

import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The server's limits.
 *
 * @param maxBodyBytes of a request to {@code POST /v1/responses}; all others have 1 MiB
 * @param maxHeaderBytes of a request's line and headers together
 * @param maxConnections at a time; more wait to be accepted
 * @param idleTimeout after which a silent connection is closed
 * @param tls null for plain HTTP
 * @param corsOrigins of pages that may call the API from a browser; {@code *} alone for all
 */
public record ServerSettings(
    String host,
    int port,
    long maxBodyBytes,
    int maxHeaderBytes,
    int maxConnections,
    Duration idleTimeout,
    SslContextFactory.@Nullable Server tls,
    List<String> corsOrigins) {}
