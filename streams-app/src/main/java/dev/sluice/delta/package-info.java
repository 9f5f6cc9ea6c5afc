/** Answers while they are written: from the process that has the call to all that wait for it. */
@NullMarked
package dev.sluice.delta;

import org.jspecify.annotations.NullMarked;
