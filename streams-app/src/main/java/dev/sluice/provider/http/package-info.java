/**
 * What all providers behind HTTP share: the engine, the classification of errors, and the health of
 * credentials. Knows no vendor; a vendor is a {@link dev.sluice.provider.http.ProviderApi}.
 */
package dev.sluice.provider.http;
