package dev.sluice.gateway;

import java.util.Collection;
import java.util.List;

/**
 * How the topics differ from what the configuration says.
 *
 * @param isFault whether a promise breaks, so that a gateway must not start
 * @param text for display; says how to mend it
 */
public record TopicFinding(boolean isFault, String text) {

  static TopicFinding fault(String text) {
    return new TopicFinding(true, text);
  }

  static TopicFinding note(String text) {
    return new TopicFinding(false, text);
  }

  /** The texts of the faults. */
  public static List<String> faults(Collection<TopicFinding> findings) {
    return findings.stream().filter(TopicFinding::isFault).map(TopicFinding::text).toList();
  }

  /** The texts of what is harmless. */
  public static List<String> notes(Collection<TopicFinding> findings) {
    return findings.stream().filter(each -> !each.isFault()).map(TopicFinding::text).toList();
  }
}
