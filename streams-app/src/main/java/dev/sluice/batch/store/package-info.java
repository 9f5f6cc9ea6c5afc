/**
 * What tenants have uploaded and asked for in batches, kept on two topics: files in pieces, and a
 * compacted table of files and batches that every process reads.
 */
package dev.sluice.batch.store;
