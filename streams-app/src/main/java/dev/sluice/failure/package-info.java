/**
 * The failure taxonomy: one sealed hierarchy of values, by whose fault a failure is. Imports
 * nothing of Sluice; pure.
 */
package dev.sluice.failure;
