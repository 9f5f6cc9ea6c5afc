/**
 * Files in the format of OpenAI's Batch API as values: their lines, the requests that they become,
 * what is known of each, and the lines that answer them. Pure.
 */
package dev.sluice.batch;
