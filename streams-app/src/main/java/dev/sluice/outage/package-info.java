/**
 * What a loop does while something that it needs is away: pauses that grow, and one line of the log
 * for each cause and minute. And what every line of the log names.
 */
package dev.sluice.outage;
