package dev.sluice.provider.errors;

import dev.sluice.provider.RateLimits;
import dev.sluice.provider.RateLimits.Kind;
import dev.sluice.provider.RateLimits.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link RateLimits} from a reply's headers: {@code x-ratelimit-*} with the kind and the
 * window in the name (OpenAI, Azure, Groq, Cerebras and those that follow them), {@code
 * anthropic-ratelimit-*}, {@code ratelimitbysize-*} (Mistral), {@code ratelimit-*} and {@code
 * ratelimit} (drafts of the IETF), and any of them after {@code llm_provider-} (LiteLLM). Pure; any
 * thread.
 */
public final class RateLimitReader {
  private static final Pattern COUNT = Pattern.compile("(\\d{1,18})(?:\\.\\d{1,9})?(?:[,;].*)?");
  private static final String WINDOWS = "(?:minute|min|hour|day|month|second)";

  private static final Pattern NAME =
      Pattern.compile(
          "(?:llm_provider-)?"
              + "(?:(?:x-)?rate-?limit-(?<part>limit|remaining|reset(?:-after)?)"
              + "(?:-(?<kind>requests|req|tokens|input-tokens|output-tokens|prompt-tokens"
              + "|generated-tokens|tokens-prompt|tokens-generated|tokens-uncached-prompt))?"
              + "(?:-(?<window>"
              + WINDOWS
              + "|\\d+[smhd]))?"
              + "|anthropic-ratelimit-(?:priority-)?(?<akind>requests|tokens|input-tokens|output-tokens)"
              + "-(?<apart>limit|remaining|reset)"
              + "|ratelimitbysize-(?<spart>limit|remaining|reset)(?:-(?<swindow>"
              + WINDOWS
              + "))?)");

  /** The IETF's later draft: {@code "minute";r=0;t=17}, one or more, with a name or without. */
  private static final Pattern ITEM =
      Pattern.compile("(?<!\\w)(?<key>limit|remaining|reset|r|t|q)\\s*=\\s*(?<value>\\d{1,13})");

  private RateLimitReader() {}

  /** One counted thing in one window. */
  private record Slot(Kind kind, String window) {}

  /**
   * @param headers names in lower case
   * @param now when the reply arrived: many state a reset relative to it
   */
  public static RateLimits of(Map<String, List<String>> headers, Instant now) {
    Map<Slot, Quota> slots = new HashMap<>();
    headers.forEach(
        (name, values) -> {
          if (!values.isEmpty()) {
            read(slots, name.toLowerCase(Locale.ROOT), values.get(0).strip(), now);
          }
        });
    Map<Kind, Quota> quotas = new EnumMap<>(Kind.class);
    slots.forEach(
        (slot, quota) -> {
          if (!quota.equals(Quota.UNKNOWN)) {
            quotas.merge(slot.kind(), quota, RateLimitReader::tighter);
          }
        });
    return quotas.isEmpty() ? RateLimits.NONE : new RateLimits(quotas);
  }

  private static void read(Map<Slot, Quota> slots, String name, String value, Instant now) {
    Matcher match = NAME.matcher(name);
    if (match.matches()) {
      add(slots, slot(match), part(match), value, now);
    } else if (name.equals("ratelimit") || name.equals("x-ratelimit")) {
      int number = 0;
      for (String item : value.split(",(?=\\s*\")", -1)) {
        readItem(slots, new Slot(Kind.REQUESTS, "ietf" + number++), item, now);
      }
    }
  }

  private static void readItem(Map<Slot, Quota> slots, Slot slot, String item, Instant now) {
    Matcher field = ITEM.matcher(item);
    while (field.find()) {
      String part =
          switch (field.group("key")) {
            case "r", "remaining" -> "remaining";
            case "t", "reset" -> "reset";
            default -> "limit";
          };
      add(slots, slot, part, field.group("value"), now);
    }
  }

  private static String part(Matcher match) {
    String part = match.group("part");
    part = part == null ? match.group("apart") : part;
    part = part == null ? match.group("spart") : part;
    return part == null ? "" : part;
  }

  private static Slot slot(Matcher match) {
    if (match.group("spart") != null) {
      return new Slot(Kind.TOKENS, "size" + match.group("swindow"));
    }
    boolean anthropic = match.group("akind") != null;
    String kind = match.group(anthropic ? "akind" : "kind");
    // OpenRouter and others count only requests
    Kind counted =
        switch (kind == null ? "requests" : kind) {
          case "tokens" -> Kind.TOKENS;
          case "input-tokens", "prompt-tokens", "tokens-prompt", "tokens-uncached-prompt" ->
              Kind.INPUT_TOKENS;
          case "output-tokens", "generated-tokens", "tokens-generated" -> Kind.OUTPUT_TOKENS;
          default -> Kind.REQUESTS;
        };
    // one that names its kind and one that does not are not the same limit
    return new Slot(counted, (anthropic ? "anthropic" : kind) + "-" + match.group("window"));
  }

  private static void add(
      Map<Slot, Quota> slots, Slot slot, String part, String value, Instant now) {
    Quota known = slots.getOrDefault(slot, Quota.UNKNOWN);
    slots.put(
        slot,
        switch (part) {
          case "limit" -> new Quota(count(value), known.remaining(), known.reset());
          case "remaining" -> new Quota(known.limit(), count(value), known.reset());
          default -> new Quota(known.limit(), known.remaining(), reset(value, now));
        });
  }

  /** Of two windows: the one that is used up, for longer; else the one with the smaller rest. */
  private static Quota tighter(Quota one, Quota other) {
    boolean isUsedUp = isUsedUp(one);
    if (isUsedUp != isUsedUp(other)) {
      return isUsedUp ? one : other;
    }
    if (isUsedUp) {
      return one.reset() == null || (other.reset() != null && other.reset().isAfter(one.reset()))
          ? other
          : one;
    }
    return rest(other) < rest(one) ? other : one;
  }

  private static boolean isUsedUp(Quota quota) {
    return quota.remaining() != null && quota.remaining() == 0;
  }

  private static double rest(Quota quota) {
    Long limit = quota.limit();
    Long remaining = quota.remaining();
    if (remaining == null) {
      return Double.MAX_VALUE;
    }
    return limit == null || limit == 0 ? remaining : (double) remaining / limit;
  }

  private static @Nullable Long count(String value) {
    Matcher count = COUNT.matcher(value);
    return count.matches() ? Long.valueOf(count.group(1)) : null;
  }

  /** Seconds from now, a duration such as {@code 6m0s}, a time since the epoch, or a date. */
  private static @Nullable Instant reset(String value, Instant now) {
    Duration wait = RetryAfter.until(value, now);
    return wait == null ? null : now.plus(wait);
  }
}
