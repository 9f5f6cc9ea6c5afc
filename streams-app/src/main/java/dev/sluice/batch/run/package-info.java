/** Runs a batch file over Kafka, as a client of a running gateway. */
package dev.sluice.batch.run;
