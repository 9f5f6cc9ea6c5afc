/** JSON, read and written in one way. */
package dev.sluice.json;
