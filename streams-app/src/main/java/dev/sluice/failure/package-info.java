/**
 * The failure taxonomy: one sealed hierarchy of values, by whose fault a failure is. Depends on
 * nothing else in Sluice; pure.
 */
package dev.sluice.failure;
