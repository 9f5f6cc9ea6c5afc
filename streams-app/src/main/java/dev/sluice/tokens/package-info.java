/** Counts the tokens of texts, for estimates and for maximum sizes. Pure. */
package dev.sluice.tokens;
