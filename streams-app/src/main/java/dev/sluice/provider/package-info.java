/** What a provider is: attempts in, outcomes out. Does not decide on retry or fallback. */
package dev.sluice.provider;
