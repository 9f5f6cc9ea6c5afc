package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.Reply;

/**
 * The response's events as they come, with comments between them that keep the connection alive.
 * Any thread.
 */
final class EventAnswer implements AnswerWriter {
  private final EventStream out;
  private final AnswerStream stream;

  private EventAnswer(EventStream out, AnswerStream stream) {
    this.out = out;
    this.stream = stream;
  }

  static EventAnswer begin(
      Client client, Reply decision, AnswerStream.Answer answer, LiveAnswers live) {
    EventStream out = new EventStream(client.out(), client.later(), live.buffers());
    client
        .later()
        .use(
            () -> {
              ReplyWriter.writeHead(client.ctx(), decision);
              EventStream.writeHeadTo(client.ctx());
              out.start();
            });
    return new EventAnswer(out, live.open(answer, client.later(), out));
  }

  @Override
  public void goesOn(ObjectNode response) {
    stream.goesOn(response);
  }

  @Override
  public void keepAlive() {
    out.keepAlive();
  }

  @Override
  public void end(ObjectNode response) {
    stream.end(response);
  }

  @Override
  public void fail(Unanswered why) {
    stream.fail(why.error());
  }
}
