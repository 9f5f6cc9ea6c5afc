/**
 * One process of the gateway: makes, starts, watches and stops its parts. The only package that
 * knows all others.
 */
package dev.sluice.gateway;
