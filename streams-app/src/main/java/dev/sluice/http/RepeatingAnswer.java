package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.AskedFields;

/** Lets every response repeat what was asked. */
record RepeatingAnswer(AnswerWriter writer, AskedFields asked) implements AnswerWriter {

  @Override
  public void goesOn(ObjectNode response) {
    writer.goesOn(asked.addTo(response));
  }

  @Override
  public void keepAlive() {
    writer.keepAlive();
  }

  @Override
  public void end(ObjectNode response) {
    writer.end(asked.addTo(response));
  }

  @Override
  public void fail(Unanswered why) {
    writer.fail(new Unanswered(asked.addTo(why.response()), why.error()));
  }
}
