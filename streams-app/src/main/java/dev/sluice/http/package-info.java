/**
 * The query service: polling in the form of OpenAI's Responses API, health, metrics and the page
 * that shows what is going on. Its handlers run on the server's threads and know the rest of the
 * gateway by interfaces.
 */
package dev.sluice.http;
