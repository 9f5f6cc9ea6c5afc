package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.Reply;
import io.javalin.http.Context;

/** Writes replies. On the thread that answers the request. */
final class ReplyWriter {
  private ReplyWriter() {}

  static void write(Context ctx, Reply reply) {
    writeHead(ctx, reply);
    ctx.result(reply.body());
  }

  static void write(Context ctx, ApiError error) {
    write(ctx, Reply.of(error));
  }

  static void write(Context ctx, int status, ObjectNode body) {
    write(ctx, Reply.of(status, body));
  }

  /** All but the body. */
  static void writeHead(Context ctx, Reply reply) {
    reply.headers().forEach(ctx::header);
    ctx.status(reply.status()).contentType(Reply.CONTENT_TYPE);
  }
}
