/**
 * One codec per vendor API, one HTTP engine for all of them, the built-in echo, and what they need
 * to know about a provider. Makes attempts; does not decide on retry or fallback.
 */
package dev.sluice.provider;
