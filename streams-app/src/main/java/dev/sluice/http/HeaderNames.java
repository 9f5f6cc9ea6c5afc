package dev.sluice.http;

/** Headers that several handlers read or write. */
final class HeaderNames {
  /** The request ID of a request that has none in its body. */
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** The tenant that another process asks for, percent-encoded: headers are limited to ASCII. */
  static final String TENANT = "sluice-tenant";

  /** Of the HTTP request, for log lines; not that of a published request. */
  static final String REQUEST_ID = "x-request-id";

  private HeaderNames() {}
}
