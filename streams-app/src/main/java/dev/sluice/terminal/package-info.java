/** What the commands share of a terminal: tables, progress, and the signal to stop. */
package dev.sluice.terminal;
