package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.NonBlockingWriter;
import dev.sluice.http.openai.AnswerForm;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object. Until it comes, white space before it keeps the connection alive, which JSON
 * allows (RFC 8259, section 2). Status and headers go out with the first white space. Any thread.
 */
final class JsonAnswer implements AnswerWriter {
  private static final byte[] WHITE_SPACE = " ".getBytes(StandardCharsets.US_ASCII);

  private final Client client;
  private final Reply decision;
  private final AnswerForm form;
  private final NonBlockingWriter out;

  // Guarded by the request's own lock
  private boolean begun;
  private boolean keepAlive;
  private byte @Nullable [] body;

  JsonAnswer(Client client, Reply decision, AnswerForm form) {
    this.form = form;
    this.client = client;
    this.decision = decision;
    this.out = new NonBlockingWriter(client.out(), client.later(), this::next);
  }

  @Override
  public void goesOn(ObjectNode response) {}

  @Override
  public void keepAlive() {
    client
        .later()
        .use(
            () -> {
              keepAlive = true;
              if (begun) {
                out.write();
                return;
              }
              begun = true;
              ReplyWriter.writeHead(client.ctx(), decision);
              NonBlockingWriter.unbuffered(client.ctx());
              out.start();
            });
  }

  @Override
  public void end(ObjectNode response) {
    if (ResponseJson.isCancelled(response)) {
      fail(Unanswered.cancelled(response));
    } else {
      end(form.ended(decision, response));
    }
  }

  @Override
  public void fail(Unanswered why) {
    end(form.unanswered(decision, why.response(), why.error()));
  }

  private void end(Reply reply) {
    AsyncResponse later = client.later();
    later.use(
        () -> {
          if (begun) {
            body = reply.body();
            out.end();
          } else {
            later.end(() -> ReplyWriter.write(client.ctx(), reply));
          }
        });
  }

  private byte @Nullable [] next() {
    byte[] next = body;
    if (next == null && keepAlive) {
      next = WHITE_SPACE;
    }
    body = null;
    keepAlive = false;
    return next;
  }
}
