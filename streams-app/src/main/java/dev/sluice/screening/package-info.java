/**
 * Applies guardrails to requests and answers: shows them the texts, and applies their decisions.
 * Pure.
 */
package dev.sluice.screening;
