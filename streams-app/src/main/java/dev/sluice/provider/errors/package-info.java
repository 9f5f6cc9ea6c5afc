/**
 * What vendors' errors say and mean: reads them wherever a body has them, classifies them by tables
 * of rules, and finds the waits that they ask for. Knows no vendor's codec; vendors' wordings are
 * data, in {@code error-rules.yaml}. Pure.
 */
package dev.sluice.provider.errors;
