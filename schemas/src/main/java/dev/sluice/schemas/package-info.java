/** The contract's schemas as each release froze them. */
package dev.sluice.schemas;
