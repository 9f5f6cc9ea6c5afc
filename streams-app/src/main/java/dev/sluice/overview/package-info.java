/**
 * What a gateway does now and has done of late, as values: what one process tells of itself, and
 * what several tell together. Pure.
 */
package dev.sluice.overview;
