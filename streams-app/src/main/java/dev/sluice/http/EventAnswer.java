package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.openai.AnswerForm;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.StreamEvent;
import java.util.List;

/**
 * The response's events as they come, with comments between them that keep the connection alive.
 * Any thread.
 */
final class EventAnswer implements AnswerWriter {
  private final AsyncResponse later;
  private final EventStream out;
  private final AnswerForm form;

  // Guarded by the request's own lock
  private int sent;

  private EventAnswer(Client client, AnswerForm form) {
    this.form = form;
    this.later = client.later();
    this.out = new EventStream(client.out(), later);
  }

  static EventAnswer begin(Client client, Reply decision, AnswerForm form) {
    EventAnswer answer = new EventAnswer(client, form);
    client
        .later()
        .use(
            () -> {
              ReplyWriter.writeHead(client.ctx(), decision);
              EventStream.writeHeadTo(client.ctx());
              answer.out.start();
            });
    return answer;
  }

  @Override
  public void goesOn(ObjectNode response) {
    later.use(
        () -> {
          List<StreamEvent> events = form.events(response);
          for (StreamEvent event : events.subList(Math.min(sent, events.size()), events.size())) {
            out.send(event);
          }
          sent = Math.max(sent, events.size());
        });
  }

  @Override
  public void keepAlive() {
    out.keepAlive();
  }

  @Override
  public void end(ObjectNode response) {
    goesOn(response);
    out.end();
  }

  @Override
  public void fail(Unanswered why) {
    later.use(() -> out.send(form.error(sent, why.error())));
    out.end();
  }
}
