package dev.sluice.failure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One link of a chain of causes: what is kept of a throwable whose class a reader may not have. */
public record CauseFacts(String className, @Nullable String message, @Nullable String stack) {

  public CauseFacts {
    className = Text.wellFormed(className);
    message = Text.wellFormedOrNull(message);
    stack = Text.wellFormedOrNull(stack);
  }

  /** The most links of a chain that are kept. */
  public static final int MAX_LINKS = 8;

  /** The most bytes of UTF-8 of a message, and as many of a stack. */
  public static final int MAX_BYTES = 8 * 1024;

  /** The chain of causes from the outermost on; a circular chain is cut where it closes. */
  public static List<CauseFacts> chain(Throwable outermost) {
    List<CauseFacts> links = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable link = outermost;
    while (link != null && links.size() < MAX_LINKS && seen.add(link)) {
      links.add(of(link));
      link = link.getCause();
    }
    return List.copyOf(links);
  }

  private static CauseFacts of(Throwable link) {
    StringBuilder stack = new StringBuilder();
    for (StackTraceElement frame : link.getStackTrace()) {
      if (stack.length() >= MAX_BYTES) {
        break;
      }
      stack.append("at ").append(frame).append('\n');
    }
    String message = link.getMessage();
    return new CauseFacts(
        link.getClass().getName(),
        message == null ? null : Text.capped(message, MAX_BYTES),
        Text.capped(stack.toString(), MAX_BYTES));
  }
}
