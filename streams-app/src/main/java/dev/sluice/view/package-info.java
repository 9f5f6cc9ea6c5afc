/**
 * The table that polling reads: the row of an accepted request, the merge of its committed events,
 * the sub-topology that maintains it and the queries that read it.
 */
package dev.sluice.view;
