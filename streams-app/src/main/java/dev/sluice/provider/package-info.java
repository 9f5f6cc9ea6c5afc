/**
 * One codec per vendor API, one HTTP engine for all of them, the built-in echo, and what they need
 * to know of a provider. Makes attempts; decides nothing about retry or fallback.
 */
package dev.sluice.provider;
