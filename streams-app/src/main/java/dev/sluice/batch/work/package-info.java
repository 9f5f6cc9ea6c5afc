/** Works on the batches of the tenants whose partitions this process has. */
package dev.sluice.batch.work;
