/** What a deployment takes: a model made of measured costs. Pure; knows nothing of the gateway. */
@NullMarked
package dev.sluice.capacity;

import org.jspecify.annotations.NullMarked;
