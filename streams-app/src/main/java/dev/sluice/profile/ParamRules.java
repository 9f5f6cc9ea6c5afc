package dev.sluice.profile;

import java.util.Map;
import java.util.Set;

/**
 * Which fields of a request are taken, by OpenAI's names.
 *
 * @param dropped not taken, and left out
 * @param droppedIfReasoning left out if the request asks for an effort of reasoning
 * @param fallback not taken, and too much of the request to be left out unasked
 * @param only all that are taken; empty for no such list
 * @param emptyTools whether {@code tools} may be empty, and choices about tools be made without any
 * @param renamed the API's own names, by the names that a body would have
 */
public record ParamRules(
    Set<String> dropped,
    Set<String> droppedIfReasoning,
    Set<String> fallback,
    Set<String> only,
    boolean emptyTools,
    Map<String, String> renamed) {
  /** All are taken. */
  public static final ParamRules ALL =
      new ParamRules(Set.of(), Set.of(), Set.of(), Set.of(), true, Map.of());

  public ParamRules {
    dropped = Set.copyOf(dropped);
    droppedIfReasoning = Set.copyOf(droppedIfReasoning);
    fallback = Set.copyOf(fallback);
    only = Set.copyOf(only);
    renamed = Map.copyOf(renamed);
  }

  /**
   * @param reasoning whether the request asks for an effort of reasoning
   */
  public boolean drops(String param, boolean reasoning) {
    return dropped.contains(param)
        || (reasoning && droppedIfReasoning.contains(param))
        || (!only.isEmpty() && !only.contains(param) && !fallback.contains(param));
  }
}
