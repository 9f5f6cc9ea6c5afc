/** Tests of the contract: what its schemas promise to those who read and write them. */
package dev.sluice.schemas;
