package dev.sluice.http.openai;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request names of earlier responses.
 *
 * @param previous the response whose conversation it continues
 * @param items IDs of output items
 */
public record References(@Nullable String previous, Set<String> items) {
  static final References NONE = new References(null, Set.of());

  /** The name that a response shares with its items has always as many characters. */
  private static final int NAME_LENGTH = 51;

  public References {
    items = Set.copyOf(items);
  }

  public boolean isEmpty() {
    return previous == null && items.isEmpty();
  }

  /** The ID of the response that the item is of; of any other text, something that is none. */
  public static String responseOf(String item) {
    int name = item.indexOf('_') + 1;
    return "resp_" + item.substring(name, Math.min(item.length(), name + NAME_LENGTH));
  }
}
