package dev.sluice.topology;

import dev.sluice.admission.BilledTokens;
import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.call.Answer;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.BatchTerms;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Determines what attempts used and what it cost. Pure.
 *
 * @param routes for the terms of provider batches
 */
record UsageMeter(Prices prices, Routes routes) {

  /**
   * The report with usage and cost in its outcome. Takes a provider's own cost as reported; what it
   * doesn't tell of an answer's usage is metered by the tokenizer.
   *
   * @param request called only if the provider does not report all usage; null from it leaves that
   *     open
   */
  AttemptReport metered(AttemptReport report, Supplier<@Nullable Request> request) {
    if (report.outcome() instanceof Outcome.Failed failed && failed.usage() != null) {
      return report.with(failed.with(priced(report.attempt(), failed.usage())));
    }
    if (!(report.outcome() instanceof Outcome.Answered answered)) {
      return report;
    }
    Answer answer = answered.answer();
    Usage usage = answer.usage();
    if (!UsageEstimate.isTold(answer)) {
      Request asked = request.get();
      usage = asked == null ? usage : UsageEstimate.of(report.attempt().model(), asked, answer);
    }
    if (usage == null) {
      return report;
    }
    return report.with(answered.with(answer.withUsage(priced(report.attempt(), usage))));
  }

  private Usage priced(AttemptRef attempt, Usage usage) {
    return usage.costMicros() == null ? usage.withCost(cost(attempt, usage)) : usage;
  }

  private @Nullable Long cost(AttemptRef attempt, Usage usage) {
    Price price = prices.of(attempt.provider(), attempt.model());
    if (price == null) {
      return null;
    }
    BilledTokens tokens =
        new BilledTokens(
            usage.inputTokens(),
            usage.cachedInputTokens(),
            usage.cacheWriteTokens(),
            usage.cacheWrite1hTokens(),
            usage.outputTokens());
    Target target = attempt.batchId() == null ? null : routes.target(attempt.target());
    BatchTerms terms = target == null ? null : target.batch();
    // a batch's terms are of the standard price, whatever tier its provider says that it served
    return terms == null
        ? (Long) price.of(tokens, usage.serviceTier())
        : (Long) terms.cost(price.of(tokens, null));
  }

  /** The total usage of attempts, for settlement. */
  static UsageAmounts used(List<EndedAttempt> attempts) {
    UsageAmounts used = UsageAmounts.NOTHING;
    for (EndedAttempt attempt : attempts) {
      Usage usage = attempt.usage();
      used = usage == null ? used : used.plus(used(usage));
    }
    return used;
  }

  static UsageAmounts used(Usage usage) {
    return new UsageAmounts(usage.inputTokens(), usage.outputTokens(), usage.costMicros());
  }
}
