/**
 * Makes an attempt fit its model's {@link dev.sluice.profile.ModelProfile profile}, before any
 * vendor's codec sees it. Pure.
 */
package dev.sluice.provider.shaping;
