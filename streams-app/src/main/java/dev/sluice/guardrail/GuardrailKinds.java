package dev.sluice.guardrail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All available kinds of guardrails, and the guardrails created from them. Any thread. */
public final class GuardrailKinds {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Policies come and go; a guardrail not used lately is created again. */
  private static final int MADE_AT_MOST = 10_000;

  private final Map<String, GuardrailKind> kinds = new TreeMap<>();
  private final Map<Made, Guardrail> made = new ConcurrentHashMap<>();

  private record Made(String kind, String settings) {}

  private static final class Installed {
    static final GuardrailKinds ALL =
        new GuardrailKinds(
            ServiceLoader.load(GuardrailKind.class, GuardrailKind.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
  }

  /**
   * @param others in addition to the built-in ones
   * @throws IllegalStateException if two have the same name
   */
  public GuardrailKinds(Collection<? extends GuardrailKind> others) {
    List<GuardrailKind> all =
        new ArrayList<>(List.of(new DeniedPatterns.Kind(), new Pii.Kind(), new MaxSize.Kind()));
    all.addAll(others);
    for (GuardrailKind kind : all) {
      if (kinds.putIfAbsent(kind.name(), kind) != null) {
        throw new IllegalStateException("two kinds of guardrails are named " + kind.name());
      }
    }
  }

  /**
   * The built-in kinds and those on the class path, loaded at the first call.
   *
   * @throws java.util.ServiceConfigurationError if one of those can't be loaded
   */
  public static GuardrailKinds installed() {
    return Installed.ALL;
  }

  /**
   * The guardrail for a policy's rule.
   *
   * @throws IllegalArgumentException if the kind is unknown, or refuses the settings
   */
  public Guardrail guardrail(GuardrailRule rule) {
    Made key = new Made(rule.kind(), rule.settings());
    Guardrail known = made.get(key);
    if (known != null) {
      return known;
    }
    GuardrailKind kind = kinds.get(rule.kind());
    if (kind == null) {
      throw new IllegalArgumentException("there is no kind of guardrails named " + rule.kind());
    }
    List<String> problems = new ArrayList<>();
    Guardrail fresh = open(kind, rule.settings(), "settings", problems);
    if (fresh == null) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    if (made.size() >= MADE_AT_MOST) {
      made.clear();
    }
    made.put(key, fresh);
    return fresh;
  }

  /**
   * Everything that is wrong with a policy's guardrails, each as {@code place: reason}, such as
   * {@code guardrails[1].settings.patterns[0]: ...}; empty if they are sound.
   */
  public List<String> problems(List<GuardrailRule> rules) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      GuardrailRule rule = rules.get(i);
      String place = "guardrails[" + i + "].";
      if (!NAME.matcher(rule.name()).matches()) {
        problems.add(place + "name: expected 1 to 64 letters, digits, '.', '_' or '-'");
      } else if (!names.add(rule.name())) {
        problems.add(place + "name: '" + rule.name() + "' is the name of another guardrail");
      }
      if (rule.status() != 400 && rule.status() != 403) {
        problems.add(place + "status: must be 400 or 403, not " + rule.status());
      }
      if (rule.timeout().compareTo(SHORTEST) < 0 || rule.timeout().compareTo(LONGEST) > 0) {
        problems.add(place + "timeout: must be 10ms to 60s");
      }
      kindProblems(rule, place, problems);
    }
    return List.copyOf(problems);
  }

  private void kindProblems(GuardrailRule rule, String place, List<String> problems) {
    GuardrailKind kind = kinds.get(rule.kind());
    if (kind == null) {
      problems.add(
          place
              + "kind: there is no kind '"
              + rule.kind()
              + "'; there are "
              + String.join(", ", kinds.keySet()));
      return;
    }
    if (rule.phases().isEmpty()) {
      problems.add(place + "phases: name at least one");
    }
    for (Phase phase : Phase.values()) {
      if (rule.phases().contains(phase) && !kind.phases().contains(phase)) {
        problems.add(
            place + "phases: kind " + rule.kind() + " has no check for phase " + phase.label());
      }
    }
    Guardrail unused = open(kind, rule.settings(), place + "settings", problems);
  }

  /** Null if the reason was added to {@code problems}. */
  private static @Nullable Guardrail open(
      GuardrailKind kind, String settings, String place, List<String> problems) {
    GuardrailSettings read = GuardrailSettings.parse(settings);
    if (read == null) {
      problems.add(place + ": must be a JSON object");
      return null;
    }
    try {
      Guardrail guardrail = kind.open(read);
      read.problems().forEach(problem -> problems.add(place + problem));
      return read.problems().isEmpty() ? guardrail : null;
    } catch (IllegalArgumentException refused) {
      problems.add(place + ": " + refused.getMessage());
      return null;
    }
  }
}
