package dev.sluice.provider.http;

import java.util.Set;

/**
 * How vendors name and word the kinds of errors that need more than a status to be told apart. One
 * table for all vendors, because their words don't contradict one another, and because many servers
 * repeat another vendor's.
 */
final class VendorWords {

  /** The prompt is too long for the model. */
  private static final Words CONTEXT_WINDOW =
      Words.of(
          Set.of("context_length_exceeded"),
          "maximum context length", // OpenAI, vLLM
          "exceeds the context window", // OpenAI
          "input tokens exceed the configured limit", // OpenAI
          "prompt is too long", // Anthropic
          "exceed context limit", // Anthropic, Bedrock
          "exceeds the maximum number of tokens allowed", // Gemini
          "input is too long", // Bedrock
          "exceeds the available context size", // llama.cpp
          "`inputs` tokens \\+ `max_new_tokens` must be", // TGI
          "is longer than the model's context length", // Mistral and others
          "is longer than the maximum model length", // vLLM
          "current length is .*while limit is"); // Cerebras

  /** A single field is too long. */
  private static final Words FIELD_TOO_LONG =
      Words.of(Set.of("string_above_max_length"), "string too long");

  /** The provider refuses the request's content. */
  static final Words CONTENT_POLICY =
      Words.of(
          Set.of(
              "content_policy_violation",
              "image_content_policy_violation",
              "content_filter",
              "ResponsibleAIPolicyViolation",
              "bio_policy",
              "data_inspection_failed"), // Qwen
          "rejected as a result of our safety system", // OpenAI
          "violating our usage policy", // OpenAI
          "content management policy", // Azure
          "blocked by content filtering policy", // Anthropic
          "content violates usage guidelines", // xAI
          "requires moderation", // OpenRouter
          "your input was flagged"); // OpenRouter

  /** No upstream of a router has what the request asks for. */
  static final Words NO_ENDPOINT_SUPPORTS = Words.of(Set.of(), "no endpoints? found that support");

  /** The end user whom the request names, rather than the credential. */
  static final Words END_USER =
      Words.of(
          Set.of("identifier_blocked"), // OpenAI
          "end[ _-]?user", // LiteLLM
          "safety[ _]identifier"); // OpenAI

  /** More than a whole limit allows, so that no wait helps. */
  static final Words REQUEST_TOO_LARGE = Words.of(Set.of(), "request too large"); // OpenAI, Groq

  /** What the account has left is too little for this request. */
  static final Words TOO_LITTLE_LEFT =
      Words.of(
          Set.of(),
          "requires more credits, or fewer max_tokens", // OpenRouter
          "can only afford \\d", // OpenRouter
          "extra usage is required"); // Anthropic: for a long context

  /** A message about a number of tokens: an account that is empty is so for any. */
  static final Words TOKENS = Words.of(Set.of(), "\\btokens\\b");

  /** The account is empty, or has used up what it may. */
  static final Words QUOTA =
      Words.of(
          Set.of(
              "insufficient_quota",
              "billing_hard_limit_reached",
              "billing_not_active",
              "billing_error", // Anthropic
              "BILLING_DISABLED", // Google
              "credit_limit", // Together
              "insufficient_user_quota", // New API
              "insufficient_balance_error", // MiniMax
              "1113", // Z.ai
              "budget_exceeded"), // LiteLLM
          "you exceeded your current quota", // OpenAI
          "your credit balance is too low", // Anthropic
          "you have reached your specified (?:workspace )?api usage limits", // Anthropic
          "your team \\S+ has either used all available credits", // xAI
          "key limit exceeded", // OpenRouter
          "insufficient (?:balance|credits)", // DeepSeek, Z.ai, MiniMax, OpenRouter
          "account \\S+ is suspended", // Fireworks
          "you are using a trial key, which is limited", // Cohere
          "you've reached your (?:hourly|daily|weekly|monthly) usage limit"); // Ollama

  /** The provider knows no such credential, or not any more. */
  static final Words BAD_CREDENTIAL =
      Words.of(
          Set.of(
              "invalid_api_key",
              "authentication_error",
              "account_deactivated",
              "API_KEY_INVALID", // Google
              "no_db_connection"), // LiteLLM: any key but its master key
          "api key (?:not valid|expired)", // Gemini
          "incorrect api key", // OpenAI, xAI
          "invalid (?:api key|access token)", // Databricks
          "this organization has been disabled"); // Anthropic

  /** The credential may not be used from here, or for this API, whatever the model. */
  static final Words DISABLED =
      Words.of(
          Set.of(
              "ip_not_authorized", // OpenAI
              "SERVICE_DISABLED", // Google, as the next ones
              "CONSUMER_SUSPENDED",
              "CONSUMER_INVALID",
              "API_KEY_SERVICE_BLOCKED",
              "API_KEY_HTTP_REFERRER_BLOCKED",
              "API_KEY_IP_ADDRESS_BLOCKED"));

  /** The provider is not to be had from where the gateway is, by whatever credential. */
  static final Words WRONG_PLACE =
      Words.of(
          Set.of("unsupported_country_region_territory"), // OpenAI
          "country, region, or territory not supported", // OpenAI
          "user location is not supported", // Gemini
          "access denied due to virtual network/firewall rules"); // Azure

  /** The credential may not use the model. */
  static final Words NO_ACCESS =
      Words.of(
          Set.of(
              "key_model_access_denied", // LiteLLM, as the next ones
              "team_model_access_denied",
              "project_model_access_denied",
              "org_model_access_denied"),
          "project \\S+ does not have access to model", // OpenAI
          "you (?:don't|do not) have access to the model"); // Bedrock

  /** No request can have the model. */
  static final Words NO_MODEL =
      Words.of(
          Set.of(
              "model_not_found", // OpenAI, Groq
              "model_decommissioned", // Groq
              "DeploymentNotFound", // Azure
              "invalid_model", // Mistral, Perplexity
              "unknown_model"), // GitHub Models
          "(?:the )?(?:requested )?models?[ /]\\S+ (?:does not exist|is not found|not found"
              + "|has been (?:decommissioned|deprecated|retired))",
          "(?:the )?model:? [`\"']\\S+ (?:does not exist|is not found|not found"
              + "|has been (?:decommissioned|deprecated|retired))",
          "model: \\S+\\s*$", // Anthropic
          "no endpoints? found for \\S+\\s*$", // OpenRouter
          "endpoint with name \\S+ does not exist", // Databricks
          "function \\S+ not found for account", // NIM
          "(?:invalid|unknown) model\\b", // Mistral, GitHub Models, LiteLLM
          "model not exist", // DeepSeek
          "the provided model identifier is invalid", // Bedrock
          "no models loaded"); // LM Studio

  /** An image could not be had. */
  static final Words NO_IMAGE =
      Words.of(
          Set.of("failed_to_download_image", "invalid_image_url"),
          "failed to download", // OpenAI
          "error while downloading", // OpenAI
          "timeout while downloading", // OpenAI
          "unable to download the file", // Anthropic
          "cannot fetch content from the provided url"); // Gemini

  /** The model, or this API, has no place for a field. */
  static final Words UNSUPPORTED = Words.of(Set.of("unsupported_parameter", "unsupported_value"));

  /** A rate limit, whatever the status. */
  static final Words RATE_LIMIT =
      Words.of(
          Set.of("rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"),
          "resource exhausted",
          "resource has been exhausted");

  /** The provider has too much to do. */
  static final Words OVERLOAD =
      Words.of(
          Set.of("overloaded_error"),
          "overload", // OpenAI, Anthropic, Gemini
          "slow down", // OpenAI
          "at capacity"); // Azure

  private VendorWords() {}

  static boolean exceedsContextWindow(ProviderError error) {
    return !FIELD_TOO_LONG.in(error) && CONTEXT_WINDOW.in(error);
  }
}
