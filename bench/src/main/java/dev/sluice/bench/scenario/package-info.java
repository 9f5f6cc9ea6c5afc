/** What is asked of the gateway, each with its baseline in the same run. */
package dev.sluice.bench.scenario;
