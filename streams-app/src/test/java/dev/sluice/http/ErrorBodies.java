package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.openai.ApiError;
import dev.sluice.v1.Failure;

/** What a client of the query service is told of a failure. */
public final class ErrorBodies {
  private ErrorBodies() {}

  public static JsonNode of(Failure failure) {
    return ApiError.of(failure).toJson().path("error");
  }
}
