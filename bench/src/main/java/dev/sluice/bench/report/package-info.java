/** What a run has found, as values, and the files that are made of it. Starts nothing. */
package dev.sluice.bench.report;
