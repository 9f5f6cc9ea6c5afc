package dev.sluice.guardrail;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Blocks or masks matches of regular expressions. Uses RE2: the operator writes the patterns and
 * clients the texts, so matching must take time linear in a text's length.
 */
record DeniedPatterns(List<Pattern> patterns, boolean masks, String replacement, String words)
    implements Guardrail {
  static final String FOUND = "DENIED_PATTERN";

  /** Kind {@code denied_patterns}. */
  static final class Kind implements GuardrailKind {
    @Override
    public String name() {
      return "denied_patterns";
    }

    @Override
    public Set<Phase> phases() {
      return EnumSet.of(Phase.REQUEST, Phase.ANSWER);
    }

    @Override
    public Guardrail open(GuardrailSettings settings) {
      List<Pattern> patterns = new ArrayList<>();
      List<String> written = settings.texts("patterns");
      if (written.isEmpty()) {
        settings.refuse("patterns", "name at least one");
      }
      for (int i = 0; i < written.size(); i++) {
        String place = "patterns[" + i + "]";
        if (written.indexOf(written.get(i)) < i) {
          settings.refuse(place, "is listed twice");
        }
        try {
          Pattern pattern = Pattern.compile(written.get(i));
          if (pattern.matcher("").find()) {
            settings.refuse(place, "matches an empty text, so it would be found everywhere");
          }
          patterns.add(pattern);
        } catch (PatternSyntaxException bad) {
          settings.refuse(
              place,
              "is not an RE2 expression: " + bad.getDescription() + " in " + bad.getPattern());
        }
      }
      return new DeniedPatterns(
          patterns,
          settings.choice("action", "block", "mask").equals("mask"),
          settings.text("replacement", "[MASKED]"),
          settings.text("message", "it contains content that must not be sent"));
    }
  }

  @Override
  public Finding.OfRequest onRequest(GuardedRequest request) {
    return find(request.texts());
  }

  @Override
  public CompletionStage<? extends Finding> onAnswer(GuardedRequest request, GuardedAnswer answer) {
    return CompletableFuture.completedFuture(find(answer.texts()));
  }

  /** Null if a pattern has matches without a bound. */
  @Override
  public @Nullable AnswerWindow window() {
    List<AnswerWindow> windows = new ArrayList<>();
    for (Pattern pattern : patterns) {
      OptionalInt longest = PatternLength.longest(pattern.pattern());
      if (longest.isEmpty()) {
        return null;
      }
      windows.add(new PatternWindow(pattern, longest.getAsInt(), masks ? replacement : null));
    }
    return new WindowChain(windows);
  }

  private Finding.OfRequest find(List<GuardedText> texts) {
    int found = 0;
    List<String> masked = new ArrayList<>(texts.size());
    for (GuardedText each : texts) {
      String text = each.text();
      for (Pattern pattern : patterns) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
          continue;
        }
        if (!masks) {
          return Finding.blocked(words);
        }
        StringBuilder left = new StringBuilder();
        int copied = 0;
        do {
          left.append(text, copied, matcher.start()).append(replacement);
          copied = matcher.end();
          found++;
        } while (matcher.find());
        text = left.append(text, copied, text.length()).toString();
      }
      masked.add(text);
    }
    return found == 0 ? Finding.passed() : new Finding.Masked(masked, Map.of(FOUND, found));
  }
}
