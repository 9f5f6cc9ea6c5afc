/**
 * Puts guardrails to requests and answers: shows them the texts, and applies what they say. Pure.
 */
package dev.sluice.screening;
