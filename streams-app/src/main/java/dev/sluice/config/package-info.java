/**
 * The gateway's configuration: one YAML file, bound to records, checked once as a whole. What a
 * setting means, its default and its range stand at the record's component and nowhere else.
 */
package dev.sluice.config;
