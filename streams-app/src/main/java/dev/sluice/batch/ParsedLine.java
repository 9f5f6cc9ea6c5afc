package dev.sluice.batch;

/** What a line of a batch file turned out to be. */
sealed interface ParsedLine permits BatchLine, LineError {}
