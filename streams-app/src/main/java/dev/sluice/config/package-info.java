/**
 * The gateway's configuration: one YAML file, bound to records, checked once as a whole. The
 * meaning of a setting, its default and its range are declared at the record's component and
 * nowhere else.
 */
package dev.sluice.config;
