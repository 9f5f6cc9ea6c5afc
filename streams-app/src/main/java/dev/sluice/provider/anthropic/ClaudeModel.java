package dev.sluice.provider.anthropic;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes at the Messages API, read from its name in the forms of Anthropic, Bedrock,
 * Google and OpenRouter. Sources, as of November 2026: Anthropic's pages on thinking, extended
 * thinking, effort and structured outputs, and the migration guides from Claude 4.6 to 5.5. A
 * family without a version counts as the newest. Other names, such as those of other vendors'
 * models behind this API, count as taking everything: only their own documentation could say more.
 * Pure.
 *
 * @param family such as opus; empty for another vendor's model
 * @param version a hundred times the major version, plus the minor one; 406 is 4.6
 */
record ClaudeModel(String family, int version) {
  private static final Pattern FAMILY_FIRST =
      Pattern.compile("claude-([a-z]+)(?:-(\\d{1,2})(?:[-.](\\d{1,2}))?)?(?!\\d)");
  private static final Pattern VERSION_FIRST =
      Pattern.compile("claude-(\\d)(?:[-.](\\d{1,2}))?(?:-([a-z]+))?(?!\\d)");
  private static final Set<String> FAMILIES = Set.of("opus", "sonnet", "haiku", "fable", "mythos");
  private static final Set<String> ALWAYS_THINK = Set.of("fable", "mythos");
  private static final int NEWEST = 9900;

  static ClaudeModel of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Matcher old = VERSION_FIRST.matcher(lower);
    if (old.find()) {
      return new ClaudeModel(
          old.group(3) == null ? "claude" : old.group(3), version(old.group(1), old.group(2)));
    }
    Matcher found = FAMILY_FIRST.matcher(lower);
    if (!found.find() || (found.group(2) == null && !FAMILIES.contains(found.group(1)))) {
      return new ClaudeModel("", 0);
    }
    return new ClaudeModel(
        found.group(1), found.group(2) == null ? NEWEST : version(found.group(2), found.group(3)));
  }

  private static int version(String major, @Nullable String minor) {
    return 100 * Integer.parseInt(major) + (minor == null ? 0 : Integer.parseInt(minor));
  }

  private boolean isClaude() {
    return !family.isEmpty();
  }

  /** With a budget of tokens, or as it sees fit. */
  boolean thinks() {
    return !isClaude() || version >= 307;
  }

  boolean takesBudgets() {
    return thinks() && version < 407;
  }

  boolean thinksAdaptively() {
    return version >= 406;
  }

  boolean thinksByDefault() {
    return version >= 500;
  }

  /** How thinking is turned off; empty if it can't be, or is off anyway. */
  String thinkingOff() {
    if (!isClaude() || (version < 407 && thinks())) {
      return "disabled";
    }
    boolean always = ALWAYS_THINK.contains(family) || (family.equals("opus") && version >= 505);
    if (!thinksByDefault() || always) {
      return "";
    }
    return family.equals("sonnet") && version >= 505 ? "between_tools" : "disabled";
  }

  /** The effort that comes closest without being higher; empty if the model takes none. */
  String effort(String wanted) {
    if (isClaude() && version < 406 && !(family.equals("opus") && version == 405)) {
      return "";
    }
    return switch (wanted) {
      case "none", "minimal", "low" -> "low";
      case "medium", "high" -> wanted;
      case "xhigh" -> isClaude() && version < 407 ? "high" : "xhigh";
      case "max" -> isClaude() && version < (family.equals("opus") ? 406 : 407) ? "high" : "max";
      default -> "";
    };
  }

  /** Whether a last message of the assistant is the beginning of the answer. */
  boolean takesPrefill() {
    return version < 406;
  }

  boolean takesForcedTools() {
    return !(ALWAYS_THINK.contains(family)
        ? version >= 501
        : (family.equals("opus") || family.equals("sonnet")) && version >= 505);
  }

  boolean takesStructuredOutputs() {
    return !isClaude() || version >= (family.equals("opus") ? 401 : 405);
  }

  /** Whether it takes {@code top_k}; temperature and top_p are the model profile's to know. */
  boolean takesTopK() {
    return version < 407;
  }
}
