package dev.sluice.wire;

import java.util.List;
import java.util.Set;

/** The names of Sluice's topics: one prefix, then the name of their content. */
public record TopicNames(String prefix) {

  public static final String DEFAULT_PREFIX = "sluice.";

  public String requests() {
    return prefix + "requests";
  }

  public String polling() {
    return prefix + "polling";
  }

  public String results() {
    return prefix + "results";
  }

  public String errors() {
    return prefix + "errors";
  }

  public String commands() {
    return prefix + "commands";
  }

  public String attempts() {
    return prefix + "attempts";
  }

  public String deltas() {
    return prefix + "deltas";
  }

  public String tenants() {
    return prefix + "tenants";
  }

  public String files() {
    return prefix + "files";
  }

  public String batches() {
    return prefix + "batches";
  }

  public String budgets() {
    return prefix + "budgets";
  }

  public String deadLetters() {
    return prefix + "dead-letters";
  }

  /** Those that the gateway decides on. */
  public Set<String> inputs() {
    return Set.of(requests(), attempts(), commands(), tenants());
  }

  /** Those whose records have effects that someone waits for. */
  public Set<String> awaitingCommits() {
    return Set.of(requests(), attempts(), commands());
  }

  /** All of them; they have the same number of partitions. */
  public List<String> all() {
    return List.of(
        requests(),
        polling(),
        results(),
        errors(),
        commands(),
        attempts(),
        deltas(),
        tenants(),
        files(),
        batches(),
        deadLetters(),
        budgets());
  }
}
