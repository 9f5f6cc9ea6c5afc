package dev.sluice.provider;

/** The API that a provider speaks. */
public enum ProviderKind {
  /** OpenAI's chat completions, as OpenAI, Ollama, vLLM and many others speak it. */
  OPENAI,
  /** OpenAI's Responses API. */
  OPENAI_RESPONSES,
  /** Chat completions at Azure OpenAI. */
  AZURE_OPENAI,
  /** Anthropic's Messages API. */
  ANTHROPIC,
  /** Gemini's {@code generateContent} at the Gemini API. */
  GEMINI,
  /** Gemini's {@code generateContent} at Vertex AI. */
  VERTEX,
  /** Amazon Bedrock's Converse. */
  BEDROCK,
  /** The built-in provider that needs no network. */
  ECHO
}
