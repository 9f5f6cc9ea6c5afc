/**
 * The commands that users type. Each reads the configuration, does one thing and ends with an
 * {@link dev.sluice.gateway.ExitStatus}.
 */
package dev.sluice.cli;
