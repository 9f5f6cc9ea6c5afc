/** The API of OpenAI, of Azure, and of those that follow them. */
package dev.sluice.provider.openai;
