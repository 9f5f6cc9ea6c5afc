/** What vendors send piece by piece, put together to what they would have sent as a whole. */
@NullMarked
package dev.sluice.provider.stream;

import org.jspecify.annotations.NullMarked;
