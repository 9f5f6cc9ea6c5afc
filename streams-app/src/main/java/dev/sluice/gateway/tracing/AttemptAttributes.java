package dev.sluice.gateway.tracing;

import dev.sluice.call.Answer;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.gateway.metrics.GenAi;
import dev.sluice.provider.ProviderSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a span tells of an attempt: names, numbers and types, and nothing that a client or a model
 * wrote. Immutable; any thread.
 */
final class AttemptAttributes {
  private final GenAi names;
  private final Map<String, URI> addresses;

  AttemptAttributes(Collection<ProviderSettings> providers) {
    this.names = GenAi.of(providers);
    Map<String, URI> addresses = new HashMap<>();
    for (ProviderSettings provider : providers) {
      if (provider.baseUrl() != null) {
        addresses.put(provider.name(), provider.baseUrl());
      }
    }
    this.addresses = Map.copyOf(addresses);
  }

  void of(AttemptReport report, AttributesBuilder to) {
    AttemptRef attempt = report.attempt();
    to.put(Names.OPERATION, "chat")
        .put(Names.PROVIDER, names.provider(attempt.provider()))
        .put(Names.REQUEST_MODEL, attempt.model())
        .put(Names.TARGET, attempt.target())
        .put(Names.TARGET_PROVIDER, attempt.provider())
        .put(Names.OWNER, report.ownerId())
        .put(Names.ATTEMPT_ID, attempt.attemptId())
        .put(Names.ATTEMPT_NUMBER, attempt.number());
    if (attempt.batchId() != null) {
      to.put(Names.BATCH, attempt.batchId());
    }
    URI address = addresses.get(attempt.provider());
    if (address != null && address.getHost() != null) {
      to.put(Names.SERVER_ADDRESS, address.getHost());
      if (address.getPort() >= 0) {
        to.put(Names.SERVER_PORT, address.getPort());
      }
    }
    outcome(report.outcome(), to);
  }

  /** The failure's type; null for an answer. */
  static @Nullable String error(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return String.join("/", failed.failure().typePath());
    }
    return outcome instanceof Outcome.Abandoned ? "abandoned" : null;
  }

  private static void outcome(Outcome outcome, AttributesBuilder to) {
    if (outcome instanceof Outcome.Answered answered) {
      Answer answer = answered.answer();
      to.put(Names.FINISH_REASONS, List.of(answer.finishReason().name().toLowerCase(Locale.ROOT)));
      if (answer.providerModel() != null) {
        to.put(Names.RESPONSE_MODEL, answer.providerModel());
      }
      if (answer.providerResponseId() != null) {
        to.put(Names.RESPONSE_ID, answer.providerResponseId());
      }
      usage(answer.usage(), to);
    } else if (outcome instanceof Outcome.Failed failed) {
      usage(failed.usage(), to);
    }
    String error = error(outcome);
    if (error != null) {
      to.put(Names.ERROR_TYPE, error);
    }
  }

  private static void putUnlessZero(AttributeKey<Long> name, long tokens, AttributesBuilder to) {
    if (tokens != 0) {
      to.put(name, tokens);
    }
  }

  private static void usage(@Nullable Usage usage, AttributesBuilder to) {
    if (usage == null) {
      return;
    }
    to.put(Names.INPUT_TOKENS, usage.inputTokens()).put(Names.OUTPUT_TOKENS, usage.outputTokens());
    putUnlessZero(Names.CACHED_TOKENS, usage.cachedInputTokens(), to);
    putUnlessZero(Names.CACHE_WRITE_TOKENS, usage.cacheWriteTokens(), to);
    putUnlessZero(Names.REASONING_TOKENS, usage.reasoningTokens(), to);
    if (usage.estimated()) {
      to.put(Names.ESTIMATED, true);
    }
    if (usage.costMicros() != null) {
      to.put(Names.COST, usage.costMicros());
    }
  }
}
