package dev.sluice.provider.http;

import dev.sluice.call.TextFilter;
import dev.sluice.provider.stream.StreamedReply;

/**
 * Masks the credentials in one text that comes in pieces, and holds back what may be the beginning
 * of one. A credential that is spread over several texts is whole in none of them.
 */
final class SecretWindow implements TextFilter {
  private final SecretRedactor redactor;
  private final StringBuilder held = new StringBuilder();

  private SecretWindow(SecretRedactor redactor) {
    this.redactor = redactor;
  }

  /** Has the credentials masked in what is told of a reply while it is read. */
  static void mask(StreamedReply reply, SecretRedactor redactor) {
    if (!redactor.isEmpty()) {
      reply.filter(() -> new SecretWindow(redactor));
    }
  }

  @Override
  public String add(String piece) {
    held.append(piece);
    return passed(redactor.certain(held.toString()));
  }

  @Override
  public String end() {
    return passed(held.length());
  }

  private String passed(int end) {
    String certain = held.substring(0, end);
    held.delete(0, end);
    return redactor.in(certain);
  }
}
