/**
 * The forms of OpenAI's Responses API: bodies to requests, rows and errors to bodies. Knows no
 * server.
 */
package dev.sluice.http.openai;
