/** Anthropic's Messages API. */
package dev.sluice.provider.anthropic;
