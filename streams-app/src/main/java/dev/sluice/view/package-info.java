/**
 * The table that polling reads: the row of an accepted request, the store that shows it once it is
 * committed, its writer, the queries that read it, and those who are told of it.
 */
package dev.sluice.view;
