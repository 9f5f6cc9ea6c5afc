/** Gemini's native API, at the Gemini API and at Vertex AI. */
package dev.sluice.provider.gemini;
