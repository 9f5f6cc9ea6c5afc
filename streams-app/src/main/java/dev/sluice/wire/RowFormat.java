package dev.sluice.wire;

import org.apache.avro.Schema;

/**
 * One format of a type of stored rows.
 *
 * @param number what its rows begin with, 1 to 255; greater for a newer format
 * @param schema what they are written with
 */
record RowFormat(int number, Schema schema) {}
