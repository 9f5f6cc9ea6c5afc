package dev.sluice.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A file of the page, read once. Immutable; any thread. */
final class Resource implements Handler {
  private final byte[] content;
  private final String contentType;

  /** A file of uPlot's, which draws the plots. */
  static Resource ofUplot(String name, String contentType) {
    return new Resource("/META-INF/resources/webjars/uplot/1.6.30/dist/" + name, contentType);
  }

  Resource(String name, String contentType) {
    this.contentType = contentType;
    try (InputStream in = Resource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing from the jar");
      }
      this.content = in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void handle(Context ctx) {
    ctx.header("Cache-Control", "no-cache")
        .header(
            "Content-Security-Policy", "default-src 'self'; img-src data:; frame-ancestors 'none'")
        .contentType(contentType)
        .result(content);
  }
}
