/** Requests that wait for an answer without holding a thread. */
package dev.sluice.http.async;
