package dev.sluice.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses bodies that are too large; files are uploaded piece by piece and have their own limit.
 */
final class BodyLimit extends SizeLimitHandler {

  BodyLimit(long maxBytes) {
    super(maxBytes, -1);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return Request.getPathInContext(request).equals(FilesApi.FILES)
        ? getHandler().handle(request, response, callback)
        : super.handle(request, response, callback);
  }
}
