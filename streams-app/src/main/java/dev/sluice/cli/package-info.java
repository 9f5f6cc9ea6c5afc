/** The commands that users type, and what starts, wires and stops everything for them. */
package dev.sluice.cli;
