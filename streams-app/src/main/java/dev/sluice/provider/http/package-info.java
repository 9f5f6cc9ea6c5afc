/**
 * What all providers behind HTTP share: the engine, the classification of errors, and the health of
 * credentials. Depends on no vendor's package, which is a {@link
 * dev.sluice.provider.http.ProviderApi}; vendors' wordings and headers are tables here.
 */
package dev.sluice.provider.http;
