/** Decides recorded requests again, with the limiter that decided them. Pure. */
package dev.sluice.replay;
