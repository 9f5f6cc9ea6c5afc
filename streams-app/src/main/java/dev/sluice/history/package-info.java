/** Reads what was recorded on the topics, for whoever decides it again. */
package dev.sluice.history;
