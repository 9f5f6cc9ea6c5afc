/**
 * A seeded, deterministic simulation of several gateway processes over one log: the real processor
 * and the real dispatcher, with everything around them under the control of one random number.
 */
package dev.sluice.simulation;
