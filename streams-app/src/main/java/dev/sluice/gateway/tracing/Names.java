package dev.sluice.gateway.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * The attributes of spans: OpenTelemetry's conventions, and under {@code sluice.} what these have
 * no name for.
 */
final class Names {
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
  static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
  static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
  static final AttributeKey<String> RESPONSE_MODEL =
      AttributeKey.stringKey("gen_ai.response.model");
  static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");
  static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
  static final AttributeKey<Long> OUTPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  static final AttributeKey<Long> CACHED_TOKENS =
      AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
  static final AttributeKey<Long> CACHE_WRITE_TOKENS =
      AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
  static final AttributeKey<Long> REASONING_TOKENS =
      AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");

  static final AttributeKey<String> TENANT = AttributeKey.stringKey("sluice.tenant");
  static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("sluice.request_id");
  static final AttributeKey<String> POLLING_ID = AttributeKey.stringKey("sluice.polling_id");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("sluice.route");
  static final AttributeKey<String> VERDICT = AttributeKey.stringKey("sluice.verdict");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("sluice.outcome");
  static final AttributeKey<String> TARGET = AttributeKey.stringKey("sluice.target");
  static final AttributeKey<String> TARGET_PROVIDER = AttributeKey.stringKey("sluice.provider");
  static final AttributeKey<String> OWNER = AttributeKey.stringKey("sluice.owner");
  static final AttributeKey<String> ATTEMPT_ID = AttributeKey.stringKey("sluice.attempt.id");
  static final AttributeKey<Long> ATTEMPT_NUMBER = AttributeKey.longKey("sluice.attempt.number");
  static final AttributeKey<String> ATTEMPT_CAUSE = AttributeKey.stringKey("sluice.attempt.cause");
  static final AttributeKey<String> BATCH = AttributeKey.stringKey("sluice.batch.id");
  static final AttributeKey<Long> ATTEMPT_DISPATCH =
      AttributeKey.longKey("sluice.attempt.dispatch_ms");
  static final AttributeKey<Boolean> ATTEMPT_LATE = AttributeKey.booleanKey("sluice.attempt.late");
  static final AttributeKey<Long> COST = AttributeKey.longKey("sluice.cost_micros");
  static final AttributeKey<Boolean> ESTIMATED = AttributeKey.booleanKey("sluice.usage.estimated");

  private Names() {}
}
