/**
 * {@code sluice demo}: a local cluster, a gateway and a day of requests that shows what it does.
 */
package dev.sluice.demo;
