/** What a model takes of a request. Pure: no request, no provider, no file. */
package dev.sluice.profile;
