package dev.sluice.provider.gemini;

import dev.sluice.call.ProviderState;

/** Google's two services that speak Gemini's API, and where they differ. */
enum GeminiHost {
  /** The Gemini API. */
  GEMINI_API(ProviderState.GEMINI, true),
  /**
   * Vertex AI. Its v1 refuses the IDs of function calls as unknown fields (as of July 2026), so
   * calls and results are matched by name and order.
   */
  VERTEX_AI(ProviderState.VERTEX, false);

  private final String api;
  private final boolean takesIds;

  GeminiHost(String api, boolean takesIds) {
    this.api = api;
    this.takesIds = takesIds;
  }

  /** As provider states name it: neither takes the other's signatures. */
  String api() {
    return api;
  }

  /** Whether function calls and their results may have IDs. */
  boolean takesIds() {
    return takesIds;
  }
}
